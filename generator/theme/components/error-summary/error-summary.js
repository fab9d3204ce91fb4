// What went wrong is where a reader goes on: the summary takes the focus, unless
// the reader has gone on already.
if (document.activeElement === document.body) document.querySelector("[data-focus]")?.focus();
