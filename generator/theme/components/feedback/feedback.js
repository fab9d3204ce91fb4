// The answer goes without leaving the page; without the script the form does
// the same by way of the server.
import { say } from "../../scripts/words.js";

for (const form of document.querySelectorAll("[data-feedback]")) {
  const said = form.previousElementSibling;
  const thanks = said.textContent;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = { page: form.elements.page.value, useful: event.submitter.value };
    let sent;
    try {
      sent = (await fetch(form.action, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(answer),
      })).ok;
    } catch {
      sent = false; // no network
    }
    if (sent) form.hidden = true;
    said.textContent = sent ? thanks : say("feedback.failed");
    said.dataset.shown = "";
    said.focus();
  });
}
