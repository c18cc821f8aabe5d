import { i18n } from "@lingui/core";
import { readEnglish } from "./locales";

// Run before the tests of each file: they find things by their English names.
readEnglish();
i18n.loadAndActivate({ locale: "en", messages: {} });
