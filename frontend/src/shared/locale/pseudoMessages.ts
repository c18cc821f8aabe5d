import { messages } from "@/locales/en.po";
import { pseudo } from "./pseudo";

/** The messages of the test language, made from the English catalogue when it is chosen. */
export const pseudoMessages = pseudo(messages);
