/* Keeps what changes on the page of a harvest up to date. Without this script there is a link that reloads the page. */
"use strict";

const PAUSE_MILLISECONDS = 2000;
const live = document.getElementById("live");

async function follow() {
  try {
    const answer = await fetch(live.dataset.progress, { headers: { Accept: "text/html" } });
    if (answer.ok) {
      const state = answer.headers.get("X-Under-Way");
      if (state !== live.dataset.state) {
        location.reload();
        return;
      }
      live.innerHTML = await answer.text();
    }
  } catch {
    /* the site cannot be reached for a moment */
  }
  setTimeout(follow, document.hidden ? 10 * PAUSE_MILLISECONDS : PAUSE_MILLISECONDS);
}

for (const link of document.querySelectorAll(".live-off")) {
  link.hidden = true;
}
setTimeout(follow, PAUSE_MILLISECONDS);
