"""What each rule of the reading pass, and of the passes after the rules, finds: the manual's sentences.

The rules of ``generator.rules`` say it in their own docstrings.
"""

from collections.abc import Mapping

READING: Mapping[str, str] = {
    "block-in-closing-quote": "The quote that closes a question holds a list, a table or code.",
    "block-in-option": "An option holds more than one paragraph and a ``>`` feedback: a list, a table, code.",
    "control-character": "A line holds a sign that nobody sees: it breaks searching, and false names hide behind it.",
    "duplicate-key": "A key is given twice in one YAML mapping or in one comment of a question.",
    "empty-file": "A file, or the head of a lesson, holds nothing.",
    "empty-option": "An option, or a line to be put in order, has no words.",
    "empty-step": "A step begins with something other than what to do.",
    "feedback-on-typed-answer": "An accepted answer ``[=]`` has a feedback of its own, which could never be shown.",
    "feedback-outside-option": "A quote below the options belongs to none of them and begins with no label.",
    "file-too-large": "A text file is larger than any lesson can be.",
    "font-encoding": "A line was typed in a font encoding (TCVN3, VNI) and is no Unicode text.",
    "front-matter": "A lesson or a bank does not begin with lines between two ``---``.",
    "heading-without-steps": "A heading among the steps has no numbered steps under it.",
    "kind-contradicted": "The comment of a question names another kind than its answers are.",
    "match-columns": "The table of a matching question has not two columns, or a row without its right side.",
    "missing-key": "A key that must be there is missing.",
    "mixed-answers": "A question has both tick boxes and answers to type.",
    "no-correct-choice": "A question to choose from has no right answer.",
    "no-curriculum": "The folder has no ``curriculum.yml``.",
    "no-title": "A lesson has no ``#`` heading.",
    "not-a-number": "An answer of a numeric question is no number, or a range whose ends stand the wrong way round.",
    "not-a-question": "A heading in the section of questions opens no question; what stands under it would be lost.",
    "not-utf-8": "A file is not written in UTF-8: windows-1258, TCVN3, VNI or UTF-16 are told by their look.",
    "numbered-options": "Options with tick boxes stand in a numbered list, which means putting in order.",
    "option-without-box": "An option does not begin with ``[ ]`` or ``[x]`` and a space.",
    "options-in-two-lists": "The options of a question fall into two lists, mostly by a feedback that is not indented.",
    "outside-course": "A file of the course is a link to something outside it.",
    "question-outside-section": "A question stands in a section that is not the one of questions.",
    "question-without-answers": "A question has neither options nor a table nor a list after it.",
    "question-without-stem": "A question has a number and asks nothing.",
    "real-address": "A screen shows an address on the internet that may be somebody's.",
    "screen-address": "A screen holds a word of address in braces; it is drawn once for every audience.",
    "screen-at": "``at:`` of a screen names nothing that its element shows, or is missing where there are several.",
    "screen-element": "An element of a screen is of no kind, or of two.",
    "screen-overflow": "A text is too wide for the screen and would be cut.",
    "screen-target": "The gesture of a screen does not fit the element it is made on.",
    "screen-too-full": "A screen shows more than has room on it.",
    "screen-two-targets": "A screen has two things to act on.",
    "screen-without-target": "A screen does not show what to act on.",
    "second-title": "A lesson has a second ``#`` heading.",
    "text-between-steps": "Something stands between the steps and belongs to none; it would be lost.",
    "too-deep": "Lists, quotes or emphasis are nested deeper than anybody follows.",
    "unclosed-fence": "A fenced block is never closed and swallows the rest of the lesson.",
    "unknown-block": "A fenced block has nearly the name of one that the format knows.",
    "unknown-key": "A key is not one of the format.",
    "wrong-question-comment": "A value in the comment of a question cannot be read.",
    "wrong-type": "A value is of another type than its key takes: a number for a text, a text for a list.",
    "wrong-value": "A value is of the right type and not one that its key takes.",
    "yaml-alias": "YAML references, tags and keys that are no plain words are not read.",
    "yaml-not-a-mapping": "A YAML file does not consist of «key: value» lines.",
    "yaml-surprise": "A value without quotes that YAML 1.1 and 1.2 read differently: no, 010, 1:30, curly quotes.",
    "yaml-syntax": "The file is no YAML.",
}

LATER: Mapping[str, str] = {
    "aiken-loss": "Aiken cannot hold all of a question: its pictures, its feedback, or the question itself.",
    "cartridge-loss": "A cartridge asks or judges a question a little differently, or cannot ask it.",
    "gift-loss": "GIFT cannot hold all of a question: its pictures, its hint, its points, or the question itself.",
    "moodle-loss": "Moodle asks or judges a question a little differently, or cannot ask it.",
    "olx-loss": "Open edX cannot ask or grade all of a question as it was written.",
    "page-address-taken": "Two pages of the site would have one address.",
    "quiz-too-long-for-scorm12": "The answers to a lesson's questions may need more room than SCORM 1.2 keeps.",
    "stale-fact": (
        "A fact has passed its ``verify_by`` (or will within 30 days): what is printed may no longer be true."
        " With ``--release`` it is an error."
    ),
    "unknown-target": "``targets:`` of the curriculum names a target that does not exist.",
    "unknown-track": "An option of the site names a track that does not exist.",
    "unsupported-item": "A target cannot ask a question of this kind and leaves it out.",
    "void-acceptance": "An accepted warning no longer occurs on the line it was accepted for, or is an error.",
}
