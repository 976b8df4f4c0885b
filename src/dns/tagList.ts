/** The tags of a DKIM key or a DMARC record, `v=DMARC1; p=none` (RFC 6376, section 3.2), by their names in lower case. */
export function tagsOf(text: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const part of text.split(";")) {
    const [, name, value = ""] = /^\s*([a-z]\w*)\s*=(.*)$/is.exec(part) ?? [];
    if (name !== undefined && !tags.has(name.toLowerCase())) tags.set(name.toLowerCase(), value.trim());
  }
  return tags;
}
