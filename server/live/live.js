// Follows the builds of the site: reloads the page at its place, and shows what
// is wrong with the content until it is mended.
(function () {
  "use strict";
  var build = document.currentScript.dataset.build;
  var key = "live:" + location.pathname;

  // The place on the page, from before the reload.
  var place = sessionStorage.getItem(key);
  if (place) {
    sessionStorage.removeItem(key);
    var xy = JSON.parse(place);
    window.scrollTo({ left: xy[0], top: xy[1], behavior: "instant" });
  }

  function element(tag, name, text) {
    var e = document.createElement(tag);
    e.className = name;
    if (text) e.textContent = text;
    return e;
  }

  function show(faults) {
    var old = document.querySelector(".live-faults");
    if (old) old.remove();
    if (!faults.length) return;
    var box = element("section", "live-faults");
    box.setAttribute("role", "alert");
    box.appendChild(element("h2", "live-faults__title", "The site could not be built"));
    faults.forEach(function (f) {
      var place = f.file;
      if (f.line) place += ":" + f.line + (f.column ? ":" + f.column : "");
      var item = element("div", "live-faults__item");
      if (place) item.appendChild(element("p", "live-faults__place", place));
      item.appendChild(element("p", "live-faults__message", f.message));
      if (f.source) item.appendChild(element("pre", "live-faults__source", f.source));
      box.appendChild(item);
    });
    document.body.appendChild(box);
  }

  new EventSource("/.live/events").onmessage = function (event) {
    var state = JSON.parse(event.data);
    show(state.faults || []);
    if (state.build && state.build !== build && !(state.faults || []).length) {
      sessionStorage.setItem(key, JSON.stringify([window.scrollX, window.scrollY]));
      location.reload();
    }
  };
})();
