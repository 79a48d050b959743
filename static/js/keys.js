// Single keys for moderators, off until they are switched on for this device (WCAG 2.1.4), and never while something is
// typed. In the queue j and k move between [data-key-row], Enter or o opens its first link, c presses its first button,
// x ticks its [data-key-tick]. Elsewhere [data-key] says which key belongs to a link, to a button, or to the button inside; e and h only choose.
"use strict";

(() => {
  const panel = document.querySelector("[data-keys]");
  if (!panel) return;
  const button = panel.querySelector("[data-keys-switch]");
  const rows = [...document.querySelectorAll("[data-key-row]")];
  const name = "moderation-keys";

  function isOn() {
    try {
      return localStorage.getItem(name) === "on";
    } catch {
      return false; // a browser that keeps nothing: the keys stay off
    }
  }

  function show() {
    button.setAttribute("aria-pressed", String(isOn()));
  }

  button.addEventListener("click", () => {
    try {
      localStorage.setItem(name, isOn() ? "off" : "on");
    } catch { /* nothing is kept, nothing is switched */ }
    show();
  });

  function move(step) {
    const at = rows.findIndex((row) => row.hasAttribute("aria-current"));
    const to = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (at >= 0) rows[at].removeAttribute("aria-current");
    if (!to) return;
    to.setAttribute("aria-current", "true");
    to.querySelector("a").focus();
  }

  function onRow(part) {
    document.querySelector(`[data-key-row][aria-current] ${part}`)?.click();
  }

  function choose(verb) {
    const choice = document.querySelector(`input[name="verb"][value="${verb}"]`);
    if (!choice) return;
    choice.checked = true;
    choice.focus();
  }

  function press(key) {
    const row = rows.find((each) => each.hasAttribute("aria-current"));
    const place = key === "c" && row ? row : document.querySelector(`[data-key="${key}"]`);
    if (!place) return;
    const target = place.matches("a") ? place : place.querySelector("button");
    if (!target) return;
    target.click();
    if (key === "d") document.querySelector("input[name=verb]")?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])")) return;
    if (rows.length && event.key === "j") move(1);
    else if (rows.length && event.key === "k") move(-1);
    else if (event.key === "e") choose("keep");
    else if (event.key === "h") choose("hide");
    else if (event.key === "o" || event.key === "x") onRow(event.key === "o" ? "a" : "[data-key-tick]");
    else if ("bcdnu".includes(event.key)) press(event.key);
  });

  panel.hidden = false;
  show();
})();
