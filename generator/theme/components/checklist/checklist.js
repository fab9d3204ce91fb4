// Lists of things to bring: this device keeps what is ticked off, by the words
// of each item, so that the ticks survive a change of the page.
const name = `ticks:${location.pathname}`;
const boxes = [...document.querySelectorAll(".task input")];

function wordsOf(box) {
  return box.closest("label").textContent.trim();
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? [];
  } catch {
    return [];
  }
}

function store() {
  const ticked = boxes.filter((box) => box.checked).map(wordsOf);
  try {
    if (ticked.length > 0) localStorage.setItem(name, JSON.stringify(ticked));
    else localStorage.removeItem(name);
  } catch {
    // Storage is switched off: the ticks hold until the page is left.
  }
}

if (boxes.length > 0) {
  const ticked = stored();
  for (const box of boxes) {
    if (ticked.includes(wordsOf(box))) box.checked = true;
    box.addEventListener("change", store);
  }
}
