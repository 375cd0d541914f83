/* Suggests while somebody types in a search field: a combobox as WAI-ARIA describes it. Without this script the field is a field. */
"use strict";

const PAUSE_MILLISECONDS = 150;
const FEWEST_CHARACTERS = 2;

function attach(field, number) {
  const list = document.createElement("ul");
  list.id = `suggestions-${number}`;
  list.className = "plain suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0].textContent);
  field.after(list);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ]) {
    field.setAttribute(name, value);
  }

  let waiting = 0;
  let asked = null;
  let typed = field.value;
  let current = -1;

  function close() {
    clearTimeout(waiting);
    asked?.abort();
    list.hidden = true;
    current = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    const options = [...list.children];
    current = (place + options.length + 2) % (options.length + 1) - 1;
    options.forEach((option, each) => option.setAttribute("aria-selected", String(each === current)));
    if (current < 0) {
      field.value = typed;
      field.removeAttribute("aria-activedescendant");
    } else {
      field.value = options[current].textContent;
      field.setAttribute("aria-activedescendant", options[current].id);
      options[current].scrollIntoView({ block: "nearest" });
    }
  }

  function show(suggestions) {
    list.replaceChildren(
      ...suggestions.map((suggestion, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.lang = suggestion.language;
        option.dir = suggestion.direction;
        option.textContent = suggestion.text;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        return option;
      }),
    );
    current = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = suggestions.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    try {
      const address = `${field.dataset.suggest}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok) {
        show((await answer.json()).suggestions);
      }
    } catch {
      /* something else was typed, or the site cannot be reached */
    }
  }

  field.addEventListener("input", (event) => {
    clearTimeout(waiting);
    typed = field.value;
    if (event.isComposing || typed.trim().length < FEWEST_CHARACTERS) {
      /* one Chinese character says enough */
      if (!/\p{sc=Han}/u.test(typed) || event.isComposing) {
        close();
        return;
      }
    }
    waiting = setTimeout(ask, PAUSE_MILLISECONDS);
  });
  field.addEventListener("compositionend", () => field.dispatchEvent(new Event("input")));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? current + 1 : current - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      field.value = typed;
      close();
    } else if (event.key === "Enter") {
      close();
    }
  });
  field.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) {
      field.value = option.textContent;
      close();
      field.form.requestSubmit();
    }
  });
}

document.querySelectorAll("input[data-suggest]").forEach(attach);
