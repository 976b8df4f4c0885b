import type { SimulatorSettings } from "./simulatorSettings";

/** A setting in the words of `--help`. One that is a choice explains each of its values. */
type Explanation<Value> = string extends Value
  ? { about: string }
  : [Value] extends [string]
    ? { about: string; values: Readonly<Record<Value, string>> }
    : { about: string };

/** Where something stands in a reply. */
const places = (what: string) => ({
  data: `{"error":0,"mess":"…","data":${what}}`,
  list: `{"error":0,"mess":"…","list":${what}}`,
  mess: `{"error":0,"mess":${what}}`,
  top: "among the reply's own keys",
});

/** What each setting means, in the order in which `--help` shows them. */
export const settingsHelp: {
  readonly [Name in keyof SimulatorSettings]: Explanation<SimulatorSettings[Name]>;
} = {
  credentials: {
    about: "the fields that carry the account",
    values: {
      either: "login and pass if they are sent, otherwise username and password",
      login: "login and pass",
      username: "username and password, which the mailbox's own password hides on addmail and delmail",
      page: "username and the first password; the last password is the mailbox's",
    },
  },
  codeKey: { about: "the key of the code", values: { error: '{"error":0}', code: '{"code":0}' } },
  codeAs: { about: "how a code is written", values: { number: '{"error":0}', string: '{"error":"0"}' } },
  messageKey: {
    about: "the key of the message",
    values: { mess: '{"mess":"…"}', message: '{"message":"…"}' },
  },

  listShape: {
    about: "how the list of mailboxes looks",
    values: {
      addresses: '["ann@example.com"]',
      keyedQuotas: '{"ann@example.com":500}',
      keyedRecords: '{"ann@example.com":{"quota":500}}',
      records: '[{"email":"ann@example.com","quota":500}]',
      domains: '{"example.com":["ann"]}',
      domainRecords: '{"example.com":{"ann":{"quota":500}}}',
    },
  },
  listIn: { about: "where a list stands in the reply", values: places("LIST") },
  addressKey: { about: "the key of the address, with --list-shape records" },
  quotaFactor: { about: "what lists multiply quotas by (1024: they show kB); none: they show no quota" },

  forwardShape: {
    about: "how the list of forwardings looks",
    values: {
      joined: '{"info@example.com":"ann@example.com,ben@example.org"}',
      lists: '{"info@example.com":["ann@example.com","ben@example.org"]}',
      rows: '[{"source":"info@example.com","target":"ann@example.com"}, …]',
      records: '[{"source":"info@example.com","target":"ann@example.com,ben@example.org"}]',
      arrows: '["info@example.com => ann@example.com,ben@example.org"]',
      domains: '{"example.com":{"info":"ann@example.com,ben@example.org"}}',
      domainLists: '{"example.com":{"info":["ann@example.com","ben@example.org"]}}',
    },
  },
  sourceKey: { about: "the key of the source, with --forward-shape rows or records" },
  targetKey: { about: "the key of the target, with --forward-shape rows or records" },
  showSaveLocal: { about: 'whether --forward-shape rows and records show "save_local"' },

  zoneShape: {
    about: "how a zone looks",
    values: {
      text: "a BIND zone file, as one text",
      records: '[{"name":"@","type":"TXT","ttl":3600,"value":"v=spf1 a mx ~all"}, …]',
      types: '{"TXT":[{"name":"@","type":"TXT","ttl":3600,"value":"v=spf1 a mx ~all"}], …}',
      lines: "a BIND zone file, as an array of its lines",
    },
  },
  zoneIn: { about: "where a zone stands in the reply", values: places("ZONE") },
  zoneValueKey: { about: "the key of a record's value, with --zone-shape records or types" },
  zoneNames: {
    about: "the names of records, with --zone-shape records or types",
    values: { relative: "@, dkim._domainkey", absolute: "example.com., dkim._domainkey.example.com." },
  },
  zoneTxt: {
    about: "the values of TXT records, with --zone-shape records or types",
    values: { plain: "v=spf1 a mx ~all", quoted: '"v=spf1 a mx ~all", in pieces of 255 bytes' },
  },
  dkimSelector: { about: "the DKIM selector: the key stands at SELECTOR._domainkey" },
  adminSeesAllZones: { about: "whether an administrator sees every zone, without user_edit" },

  addforward: {
    about: "what addforward does with the targets that a source has already",
    values: { adds: "keeps them, and adds the new ones", overwrites: "replaces them" },
  },
  refuseRepeatedForward: { about: "whether addforward answers code 1 if all targets are there already" },
  delforward: {
    about: "what delforward does with several targets",
    values: {
      strict: "removes all, or none if one is unknown",
      lenient: "removes those that it knows",
      single: "refuses more than one",
    },
  },
  saveLocalBy: {
    about: "when a forwarding keeps a copy",
    values: {
      value: 'save_local is sent, and is not "" or "0"',
      presence: "save_local is sent, whatever it says",
    },
  },
  delmailTakesForwards: { about: "whether delmail removes the forwardings of the address" },
  delmailTakesTargets: { about: "whether delmail removes the address from the targets of all forwardings" },
  delmailLeavesMaildir: { about: "whether delmail leaves the mail on the mail server" },
  mailQuotaUnit: {
    about: "what a quota counts on the mail server",
    values: { B: "bytes", K: "1024 bytes", M: "1024² bytes", G: "1024³ bytes" },
  },

  locks: { about: "whether writes wait for one another; without locks, one of two at once is lost" },
  writeMs: { about: "how long a write takes, in milliseconds" },
  latencyMs: { about: "how long every call waits, in milliseconds" },
};
