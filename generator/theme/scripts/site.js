// Everything here adds to pages that work without it. Each module looks for
// its component and does nothing where there is none.
import "../components/error-summary/error-summary.js";
import "../components/language-switch/language-switch.js";
import "../components/display-menu/display-menu.js";
import "../components/search-form/search-form.js";
import "../components/contents/contents.js";
import "../components/copy-link/copy-link.js";
import "../components/checklist/checklist.js";
import "../components/feedback/feedback.js";
import "../components/print-button/print-button.js";
import "./register.js";

// For tests: everything is in its place.
document.documentElement.dataset.js = "ready";
