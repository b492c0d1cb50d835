// Pages are complete without this file. It joins the drawing of a network to the table beside it, and opens evidence for print.
"use strict";
(() => {
  const lines = document.querySelectorAll("[data-line]");
  const light = (number, on) => {
    for (const one of lines) {
      if (one.dataset.line === number) one.classList.toggle("lit", on);
    }
  };
  for (const one of lines) {
    const number = one.dataset.line;
    one.addEventListener("pointerenter", () => light(number, true));
    one.addEventListener("pointerleave", () => light(number, false));
    one.addEventListener("focusin", () => light(number, true));
    one.addEventListener("focusout", () => light(number, false));
  }
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
})();
