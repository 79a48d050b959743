// Shows the bar of formatting buttons above a text box, once the element that makes them work is there.
"use strict";

customElements.whenDefined("markdown-toolbar").then(() => {
  for (const bar of document.querySelectorAll("[data-tools]")) bar.hidden = false;
});
