// On the document: the answer about a card comes without a page of its own.
document.addEventListener("click", ({ target }) => target.closest("[data-print]") && print());
