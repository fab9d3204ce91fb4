// Words that the script alone says, in the language of the page: those of
// strings/ whose keys begin with "script.", which the bundle puts here, so that
// not every page has them.
const words = WORDS[document.documentElement.lang];

// say gives the words for a key, with a value in the place of {1}.
export function say(key, value) {
  return words[key].replace("{1}", value);
}
