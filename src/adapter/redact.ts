/** Takes secrets out of a text, in every spelling in which a panel or a proxy may echo them. */
export function redact(text: string, secrets: readonly string[]): string {
  const spellings = secrets.filter((secret) => secret !== "").flatMap(spellingsOf);
  // the longest first: one spelling may be a part of another
  return [...new Set(spellings)]
    .sort((a, b) => b.length - a.length)
    .reduce((clean, secret) => clean.replaceAll(secret, "[secret]"), text);
}

function spellingsOf(secret: string): string[] {
  const form = new URLSearchParams([["", secret]]).toString().slice(1);
  const json = JSON.stringify(secret).slice(1, -1);
  const html = secret.replace(/[&<>"']/g, (character) => `&${htmlNames[character] ?? ""};`);
  return [
    secret,
    form,
    form.toLowerCase(),
    encodeURIComponent(secret),
    json,
    json.replaceAll("/", "\\/"),
    asciiJson(json),
    html,
    html.replaceAll("&#039;", "'"),
  ];
}

const htmlNames: Readonly<Record<string, string>> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "#039",
};

/** As PHP's `json_encode` writes it: everything outside ASCII escaped. */
function asciiJson(json: string): string {
  return json
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("/", "\\/");
}
