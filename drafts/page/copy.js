"use strict";
// copy puts the text of an element on the clipboard. Where that is not allowed the text is left selected.
async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }
}
for (const button of document.querySelectorAll("button[data-copies]")) {
  const element = document.getElementById(button.dataset.copies);
  button.hidden = false; // without a script it would do nothing
  button.addEventListener("click", async () => {
    const done = await copy(element);
    button.nextElementSibling.textContent = done ? button.dataset.copied : button.dataset.selected;
  });
}
