import type { BrainycpError } from "../../adapter/errors";
import { sentence, type Text } from "../../adapter/sentence";
import type { SettingWords } from "../../adapter/settingWords";

/** What a check found: all right, a warning, a problem that keeps `pulumi up` from working, or not checked. */
export type Status = "ok" | "warn" | "wrong" | "skip";

/** The result of one check, before its reader is known. */
export interface Check {
  readonly name: string;
  readonly status: Status;
  readonly text: Text;
  /** What to do about it. */
  readonly nextStep?: Text;
}

/** The result of one check, in its reader's words. */
export interface Finding extends Check {
  /** The name of the server in `brainycp:servers` that it is about; undefined for the unnamed one, and for none. */
  readonly server?: string;
  /** The domain that it is about; undefined where it is about none. */
  readonly domain?: string;
  readonly text: string;
  readonly nextStep?: string;
}

export function ok(name: string, text: Text): Check {
  return { name, status: "ok", text };
}

export function warn(name: string, text: Text, nextStep: Text): Check {
  return { name, status: "warn", text, nextStep };
}

export function wrong(name: string, text: Text, nextStep: Text): Check {
  return { name, status: "wrong", text, nextStep };
}

export function skip(name: string, text: Text): Check {
  return { name, status: "skip", text };
}

/** What is wrong, in the words of the error. */
export function failed(name: string, error: BrainycpError): Check {
  return wrong(
    name,
    sentence`${(words) => error.in(words).problem}`,
    sentence`${(words) => error.in(words).nextStep}`,
  );
}

/** The checks of one server in its reader's words. */
export function findings(checks: readonly Check[], words: SettingWords, server?: string): Finding[] {
  const say = (text: Text): string => sentence`${text}`.in(words);
  return checks.map(({ name, status, text, nextStep }) => ({
    name,
    ...(server === undefined ? {} : { server }),
    status,
    text: say(text),
    ...(nextStep === undefined ? {} : { nextStep: say(nextStep) }),
  }));
}
