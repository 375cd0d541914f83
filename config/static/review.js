/* Keys of the curator's workbench. Everything they do, links and forms of the page do, too. */
"use strict";

const rows = [...document.querySelectorAll("[data-row]")];
const form = document.querySelector("[data-decide]");

function open(selector) {
  document.querySelector(selector)?.click();
}

function move(step) {
  const here = rows.indexOf(document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step;
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}

function choose(key) {
  if (!form) {
    const row = rows.includes(document.activeElement) ? document.activeElement : rows[0];
    if (row) {
      const address = new URL(row.href);
      address.searchParams.set("key", key);
      location.assign(address);
    }
    return;
  }
  const choice = form.querySelector(`[data-key="${key}"]`);
  if (choice) {
    choice.checked = true;
    form.querySelector(key === "l" ? "#license" : "#reason").focus();
  }
}

function showKeys() {
  const keys = document.getElementById("keys");
  keys.open = !keys.open;
  keys.querySelector("summary").focus();
}

const keys = {
  j: () => (rows.length ? move(1) : open("[data-after]")),
  k: () => (rows.length ? move(-1) : open("[data-before]")),
  u: () => document.querySelector("#undo button")?.click(),
  "?": showKeys,
};
for (const key of "alcnp") keys[key] = () => choose(key);

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") document.activeElement?.blur();
  const isTyping = event.target.closest?.(
    "input:not([type=radio]):not([type=checkbox]), textarea, select",
  );
  if (isTyping || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

const asked = new URLSearchParams(location.search).get("key");
if (form && asked?.length === 1 && "alcnp".includes(asked)) choose(asked);
