// What went wrong is where a reader goes on: the summary takes the focus.
document.querySelector("[data-focus]")?.focus();
