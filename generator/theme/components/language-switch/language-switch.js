// The other language opens at the section that is being read: sections have the
// same ids in every language.
for (const link of document.querySelectorAll("a.languages__item")) {
  link.addEventListener("click", () => {
    const section = document.querySelector(".contents--side [aria-current]")?.hash;
    link.hash = section || location.hash;
  });
}
