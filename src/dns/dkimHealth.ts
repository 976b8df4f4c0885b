import type { ZoneRecord } from "../adapter/lists/zoneRecord";
import { bitsOf, dkimKeys, readDkim, type DkimKey } from "./publishedKey";
import type { PublicDns } from "./publicDns";
import {
  judged,
  missingHealth,
  textsAt,
  unknownHealth,
  type Judgement,
  type RecordHealth,
} from "./recordHealth";

/** Shorter RSA keys are refused (RFC 8301), and those below the second are weak. In bits. */
const lengths = { least: 1024, good: 2048 } as const;

/** @param wanted the panel's own key, as the program and the panel's zone have it */
export async function dkimHealth(wanted: ZoneRecord, dns: PublicDns): Promise<RecordHealth> {
  const { name, value } = wanted;
  const answer = await dns.texts(name);
  if (answer.is === "unknown") return unknownHealth(answer.why);
  const texts = answer.is === "found" ? answer.entries : [];
  const found = textsAt(name, texts);
  const keys = dkimKeys(texts);
  const [key] = keys;
  if (key === undefined) {
    return texts.length === 0
      ? missingHealth(`there is no DKIM key at ${name}`, [wanted])
      : judged(found, { problems: [`the text at ${name} is no DKIM key`], hints: [] }, [wanted]);
  }
  if (keys.length > 1) {
    const problem = `there are ${keys.length} keys at ${name}, and receivers may take any of them; keep one`;
    return judged(found, { problems: [problem], hints: [] }, [wanted]);
  }
  return judged(found, compare(key, readDkim(value), name), [wanted]);
}

function compare(key: DkimKey, wanted: DkimKey | undefined, name: string): Judgement {
  const problems: string[] = [];
  if (key.key === "") problems.push(`the key at ${name} is revoked (p= is empty)`);
  else if (wanted !== undefined && (wanted.key !== key.key || wanted.type !== key.type))
    problems.push(
      wanted.key !== key.key && wanted.key.startsWith(key.key)
        ? `the key at ${name} is cut off: it has ${key.key.length} of ${wanted.key.length} characters`
        : `the key at ${name} is another one than the panel's, so its signatures are not valid`,
    );
  const bits = key.type === "rsa" ? bitsOf(key) : undefined;
  const isShort = bits !== undefined && bits < lengths.least;
  if (isShort && problems.length === 0)
    problems.push(`the key has ${bits} bits, and receivers ignore such short ones`);
  const hints = [
    ...(key.isTest ? ["t=y says that the domain only tests DKIM"] : []),
    ...(bits !== undefined && !isShort && bits < lengths.good
      ? [`the key has ${bits} bits; ${lengths.good} are advised`]
      : []),
  ];
  return { problems, hints };
}
