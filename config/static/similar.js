/* Shows similar resources in place. Without this script there is a link to their page. */
"use strict";

for (const place of document.querySelectorAll("[data-similar]")) {
  new IntersectionObserver(async (entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) {
      return;
    }
    observer.disconnect();
    try {
      const answer = await fetch(place.dataset.similar);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("similar");
      if (answer.ok && found) {
        for (const heading of found.querySelectorAll("h2")) {
          const lower = document.createElement("h3");
          lower.lang = heading.lang;
          lower.dir = heading.dir;
          lower.append(...heading.childNodes);
          heading.replaceWith(lower);
        }
        place.replaceWith(document.adoptNode(found));
      }
    } catch {
      /* the link stays */
    }
  }).observe(place);
}
