import type { Messages } from "@lingui/core";
import type { CompiledMessage, CompiledMessageToken } from "@lingui/message-utils/compileMessage";

const PLAIN = "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpRrSsTtUuVvWwXxYyZz";
const ACCENTED = "ÅåƁƀÇçÐðÉéƑƒĜĝĤĥÎîĴĵĶķĻļṀṁÑñÖöṖṗŔŕŠšŢţÛûṼṽŴŵẊẋÝýŽž";
const ACCENTS = new Map(
  Array.from(PLAIN, (letter, index) => [letter, Array.from(ACCENTED)[index] ?? letter]),
);
const VOWEL = /[aeiou]/i;
/** Whatever stands between them runs from right to left, as Arabic and Hebrew do. */
const OVERRIDE = "\u202e";
const POP = "\u202c";
/** A place for an element in a message: "<0>", "</0>", "<1/>". */
const PLACE = /(<\/?\d+\/?>)/;

/** Every message as the test language has it: see `pseudoText`. */
export const pseudo = (messages: Messages): Messages =>
  Object.fromEntries(
    Object.entries(messages).map(([id, message]) => [
      id,
      typeof message === "string" ? pseudoText(message) : pseudoMessage(message),
    ]),
  );

const pseudoMessage = (message: CompiledMessage): CompiledMessage => message.map(pseudoToken);

function pseudoToken(token: CompiledMessageToken): CompiledMessageToken {
  if (typeof token === "string") return pseudoText(token);
  const [name, type, choices] = token;
  if (typeof choices !== "object" || choices === null) return token;
  return [name, type, Object.fromEntries(Object.entries(choices).map(pseudoChoice))];
}

const pseudoChoice = ([name, choice]: [string, unknown]) => [
  name,
  Array.isArray(choice) ? pseudoMessage(choice as CompiledMessage) : choice,
];

/**
 * Accented, a third longer by doubled vowels, running from right to left; places for elements stay
 * as they are.
 */
export const pseudoText = (text: string): string =>
  text
    .split(PLACE)
    .map((part) => (PLACE.test(part) || !/[a-z]/i.test(part) ? part : pseudoPart(part)))
    .join("");

const pseudoPart = (part: string) =>
  part.replace(/[a-z]+/gi, pseudoWord).replace(/\S(.*\S)?/s, (words) => OVERRIDE + words + POP);

/** A letter by itself is a name, such as that of a response, and stays one letter. */
const pseudoWord = (word: string) =>
  Array.from(word, (letter) => {
    const accented = ACCENTS.get(letter) ?? letter;
    return word.length > 1 && VOWEL.test(letter) ? accented + accented : accented;
  }).join("");
