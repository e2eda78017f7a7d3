// The rich text editor of the desk on <textarea data-prose>. Without this script the plain field stays.
// It runs under the site's policy: no inline script, no inline style (injectCSS is off; prose.css has what it needs).
const WORDS = {
  "Alternative Text": "图片的文字说明", Bullets: "项目符号", Cancel: "取消", Columns: "列数", "Decimal numbers": "数字", "Edit Image": "图片",
  "Edit Link": "链接", "Image URL": "图片地址", "Include header row": "带表头行", Insert: "插入", "Insert Table": "插入表格",
  "List properties": "列表", "List type": "列表样式", "Lowercase Roman numerals": "小写罗马数字", "Lowercase letters": "小写字母",
  Rows: "行数", "Start at": "起始编号", "Table Properties": "表格", Title: "说明", URL: "网址", Update: "确定",
  "Uppercase Roman numerals": "大写罗马数字", "Uppercase letters": "大写字母",
};
const BUTTONS = {
  paragraph: "正文段落", "heading 2": "二级标题", "heading 3": "三级标题", "heading 4": "四级标题", "unordered list": "项目符号",
  "ordered list": "编号列表", blockquote: "引用", "horizontal rule": "分隔线", bold: "加粗", italic: "斜体", underline: "下划线",
  strike: "删除线", subscript: "下标", superscript: "上标", "insert link": "插入链接", "remove link": "取消链接",
  "Insert table": "插入表格", "Add column": "加一列", "Delete column": "删一列", "Add row": "加一行", "Delete row": "删一行",
  "Merge cells": "合并单元格", "Split cell": "拆分单元格", "Toggle header cell": "表头单元格", "Delete table": "删除表格",
  undo: "撤销", redo: "恢复",
};
if (document.documentElement.lang !== "en" && !window.gettext) window.gettext = (text) => WORDS[text] || text;

const fields = document.querySelectorAll("textarea[data-prose]");

function asMarkup(text) {
  if (/<[a-zA-Z/!]/.test(text)) return text;
  const lines = text.split(/\n/).map((line) => line.trim()).filter(Boolean);
  return lines.map((line) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    return paragraph.outerHTML;
  }).join("");
}

if (fields.length) {
  const kit = await import("./prose/editor.js");
  for (const field of fields) {
    const box = document.createElement("div");
    box.className = "prose-editor";
    field.before(box);
    box.append(field);
    const label = document.querySelector(`label[for="${field.id}"]`);
    const editor = new kit.Editor({
      element: box,
      injectCSS: false,
      content: asMarkup(field.value),
      extensions: [
        kit.Document, kit.Dropcursor, kit.Gapcursor, kit.Paragraph, kit.HardBreak, kit.Text, kit.History, kit.NoSpellCheck,
        kit.Bold, kit.Italic, kit.Underline, kit.Strike, kit.Subscript, kit.Superscript, kit.Blockquote, kit.HorizontalRule,
        kit.Heading.configure({ levels: [2, 3, 4] }), kit.BulletList, kit.OrderedList, kit.ListItem,
        kit.Link.configure({ openOnClick: false, enableTarget: false }), kit.Image,
        kit.Table, kit.TableRow, kit.TableHeader, kit.TableCell, kit.Menu,
      ].filter(Boolean),
      editorProps: {
        attributes: {
          role: "textbox", "aria-multiline": "true", "aria-label": label ? label.firstChild.textContent.trim() : "",
        },
      },
      onUpdate({ editor }) {
        const html = editor.getHTML();
        field.value = /^<(\w+)(\s[^>]*)?><\/\1>$/i.test(html) ? "" : html;
      },
    });
    for (const button of box.querySelectorAll(".prose-menubar__button[title]")) {
      const said = document.documentElement.lang === "en" ? button.title : BUTTONS[button.title] || button.title;
      button.title = said;
      button.setAttribute("aria-label", said);
    }
    if (label) label.addEventListener("click", () => editor.commands.focus());
  }
}
