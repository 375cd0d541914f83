/* Copies what a button points at. Without this script the text is selected by hand. */
"use strict";

if (navigator.clipboard) {
  for (const place of document.querySelectorAll(".copy")) {
    const button = place.querySelector("[data-copy]");
    const source = document.getElementById(button.dataset.copy);
    place.hidden = !source;
    button.addEventListener("click", async () => {
      const text = "value" in source ? source.value : source.textContent;
      const status = place.querySelector("[role=status]");
      status.textContent = "";
      try {
        await navigator.clipboard.writeText(text);
        status.textContent = button.dataset.copied;
      } catch {
        getSelection().selectAllChildren(source);
      }
    });
  }
}
