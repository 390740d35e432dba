/* The four names that the bundle of Material for MkDocs expects, on the search page only.
   All pages stand at the root of the site, so the folder of this page is the scope. */
window.__md_scope = new URL('.', location.href);
window.__md_hash = function (text) {
  return Array.from(text).reduce(function (sum, letter) { return (sum << 5) - sum + letter.charCodeAt(0); }, 0);
};
window.__md_get = function (name, store, scope) {
  try { return JSON.parse((store || localStorage).getItem((scope || window.__md_scope).pathname + '.' + name)); } catch (refused) { return null; }
};
window.__md_set = function (name, value, store, scope) {
  try { (store || localStorage).setItem((scope || window.__md_scope).pathname + '.' + name, JSON.stringify(value)); } catch (refused) { /* kept nowhere */ }
};
