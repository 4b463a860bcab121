// What the editor of the Python laboratory is made of, and nothing else: esbuild makes one file of it
// (`src/prerender/editor.rs`), and the page's program puts it together (`src/demo/instruments/python/mirror.rs`).
export { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
export { pythonLanguage } from "@codemirror/lang-python";
export { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
export { search, searchKeymap } from "@codemirror/search";
export { Compartment, EditorState } from "@codemirror/state";
export { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
export { classHighlighter } from "@lezer/highlight";
export { default as style } from "./editor.css";
