// The contents beside a guide follow the reading: the last heading above the
// upper third of the window is the current one.
const side = document.querySelector(".contents--side");
const links = side ? [...side.querySelectorAll("a")] : [];
const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));

function mark() {
  let current = -1;
  headings.forEach((heading, i) => {
    if (heading && heading.getBoundingClientRect().top < innerHeight / 3) current = i;
  });
  links.forEach((link, i) => {
    if (i !== current) link.removeAttribute("aria-current");
    else if (!link.hasAttribute("aria-current")) {
      link.setAttribute("aria-current", "location");
      // Long contents scroll in their own column, never the page.
      side.scrollTop = link.offsetTop - side.clientHeight / 2;
    }
  });
}

if (links.length > 0) {
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    },
    { passive: true },
  );
  mark();
}
