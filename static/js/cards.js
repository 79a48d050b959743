// A quiet card beside a citation, a word of the glossary, or a publication that a text mentions: what the page says of it
// elsewhere, cloned, never fetched. It comes with the pointer or the keyboard's focus, stays while the pointer is on it,
// and goes with Escape (WCAG 2.2, 1.4.13). Without it, and at the first tap of a finger, each link leads where it says.
"use strict";

(() => {
  const LINKS = 'a[href^="#source-"], a[data-card], .body a[href^="/sources/"]';
  const PATIENCE = 250; // milliseconds: time to reach the card, and none for a pointer that only passes
  let card = null;
  let owner = null;
  let timer = 0;

  function words(link) {
    const address = link.getAttribute("href");
    if (address.startsWith("#")) {
      const line = document.querySelector(address);
      const record = line?.querySelector("template");
      return record ? [...record.content.childNodes, ...line.querySelectorAll("[data-warnings]")] : [];
    }
    if (link.dataset.card) return [...(document.getElementById(link.dataset.card)?.childNodes ?? [])];
    const list = link.closest(".body").nextElementSibling;
    const found = [...(list?.querySelectorAll("li > a") ?? [])].find((each) => each.getAttribute("href") === address);
    return [...(found?.parentNode.childNodes ?? [])];
  }

  function hide() {
    clearTimeout(timer);
    card?.remove();
    owner?.removeAttribute("aria-describedby");
    card = owner = null;
  }

  function place(link) {
    const gap = link.closest("sup") ? 14 : 4; // a raised number ends above its line
    const rows = link.getClientRects();
    const [first, last] = [rows[0], rows[rows.length - 1]];
    const room = document.documentElement.clientWidth;
    const under = last.bottom + card.offsetHeight + gap <= innerHeight || first.top < card.offsetHeight + 8;
    card.style.top = `${scrollY + (under ? last.bottom + gap : first.top - card.offsetHeight - 4)}px`;
    card.style.left = `${scrollX + Math.max(8, Math.min(last.left, room - card.offsetWidth - 8))}px`;
  }

  function plain(each) { // a term or its meaning, outside of its list
    const made = document.createElement(each.tagName === "DT" ? "b" : "div");
    made.append(...each.childNodes);
    return made;
  }

  function show(link) {
    if (owner === link) return;
    hide();
    const found = words(link);
    if (!found.length) return;
    card = document.createElement("div");
    card.id = "near";
    card.className = "letter near";
    card.setAttribute("role", "tooltip");
    card.append(...found.map((node) => node.cloneNode(true)));
    card.querySelectorAll("a").forEach((each) => each.replaceWith(...each.childNodes)); // nothing in it to press
    card.querySelectorAll("dt, dd").forEach((each) => each.replaceWith(plain(each)));
    card.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
    card.addEventListener("pointerenter", () => clearTimeout(timer));
    card.addEventListener("pointerleave", () => soon(hide));
    document.getElementById("main").prepend(card);
    owner = link;
    link.setAttribute("aria-describedby", card.id);
    place(link);
  }

  function soon(act) {
    clearTimeout(timer);
    timer = setTimeout(act, PATIENCE);
  }

  function link(event) {
    return event.target instanceof Element ? event.target.closest(LINKS) : null;
  }

  document.addEventListener("pointerover", (event) => {
    const over = event.pointerType === "mouse" ? link(event) : null;
    if (over && over !== owner) soon(() => show(over));
    else if (over) clearTimeout(timer);
  });
  document.addEventListener("pointerout", (event) => {
    if (!link(event)) return;
    if (card) soon(hide);
    else clearTimeout(timer);
  });
  document.addEventListener("focusin", (event) => {
    const on = link(event);
    if (on && on.matches(":focus-visible")) show(on);
  });
  document.addEventListener("focusout", (event) => { if (event.target === owner) hide(); });
  document.addEventListener("click", hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
})();
