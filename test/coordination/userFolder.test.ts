import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserFolder, type SystemUser } from "../../src/coordination/userFolder";

let place: string;
/** Where the system has its temporary files. */
let temporary: string;
let warnings: string[];

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "brainycp-user-"));
  temporary = join(place, "tmp");
  mkdirSync(temporary);
  warnings = [];
});
afterEach(() => rmSync(place, { recursive: true }));

const uid = process.getuid?.();
const own = `pulumi-brainycp-${uid}`;

/** A user with a home, unless said otherwise. */
function folderOf(user: Partial<SystemUser> = {}): UserFolder {
  const warn = (text: string): void => void warnings.push(text);
  return new UserFolder(warn, {
    env: {},
    homedir: () => join(place, "home"),
    tmpdir: () => temporary,
    uid: () => uid,
    ...user,
  });
}

/** As Node does for a user without `HOME` and without an entry in the system's list. */
const homeless: Partial<SystemUser> = {
  homedir: () => {
    throw Object.assign(new Error("A system error occurred: uv_os_homedir returned ENOENT"), {
      code: "ERR_SYSTEM_ERROR",
    });
  },
};

/** What cannot be a folder, for anybody. */
function aFile(): string {
  writeFileSync(join(place, "file"), "");
  return join(place, "file");
}

describe("the user's folder", () => {
  it("is made in XDG_STATE_HOME, for the user alone", () => {
    const path = folderOf({ env: { XDG_STATE_HOME: join(place, "state") } }).open();
    expect(path).toBe(join(place, "state", "pulumi-brainycp"));
    expect(statSync(path ?? "").mode & 0o777).toBe(0o700);
    expect([readdirSync(path ?? ""), warnings]).toEqual([[], []]);
  });

  it.each([undefined, "", "relative"])("is in the home folder where XDG_STATE_HOME is %j", (written) => {
    expect(folderOf({ env: { XDG_STATE_HOME: written } }).open()).toBe(
      join(place, "home/.local/state/pulumi-brainycp"),
    );
    expect(warnings).toEqual([]);
  });

  it("is looked for without making anything", () => {
    expect(folderOf().find()).toBeUndefined();
    expect(folderOf(homeless).find()).toBeUndefined();
    expect(readdirSync(place)).toEqual(["tmp"]);
    expect([readdirSync(temporary), warnings]).toEqual([[], []]);
    const path = folderOf().open();
    expect([path, folderOf().find()]).toEqual([path, path]);
  });

  it("is chosen once for a run", () => {
    const folder = folderOf(homeless);
    const path = folder.open();
    rmSync(temporary, { recursive: true });
    expect([folder.open(), folder.find(), warnings.length]).toEqual([path, path, 1]);
  });
});

it("A journal that can no longer be written is a warning that says what is lost", () => {
  folderOf().failed(new Error("ENOSPC: no space left on device, write"));
  expect(warnings).toEqual([
    "pulumi-brainycp: the journal cannot be written (ENOSPC: no space left on device, write). If this run is killed, the " +
      "next one does not recognise what it created. Make room in its folder, or set brainycp:coordinator to another",
  ]);
});

describe("without a home that can be written", () => {
  it.each<[string, () => Partial<SystemUser>, RegExp]>([
    ["there is none", () => homeless, /^pulumi-brainycp: the user has no home folder, so /],
    [
      "it is none that a path names",
      () => ({ homedir: () => "" }),
      /^pulumi-brainycp: the user has no home folder, so /,
    ],
    [
      "it is below a file",
      () => ({ homedir: aFile }),
      /^pulumi-brainycp: \S+file\/\.local\/state\/pulumi-brainycp cannot be written \(ENOTDIR: .*\), so /,
    ],
    [
      "XDG_STATE_HOME is below a file",
      () => ({ env: { XDG_STATE_HOME: aFile() } }),
      /^pulumi-brainycp: \S+file\/pulumi-brainycp cannot be written \(ENOTDIR: .*\), so /,
    ],
  ])("as %s, it is a temporary one for the user alone, and the user is warned", (_, user, words) => {
    const path = folderOf(user()).open();
    expect(path).toBe(join(temporary, own));
    expect(statSync(path ?? "").mode & 0o777).toBe(0o700);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(words);
    expect(warnings[0]).toContain(
      `so locks and journal are in ${join(temporary, own)}. Runs that do not share that folder may write to the panel at ` +
        "the same time, and once it is emptied, what a killed run made is not recognised. Set XDG_STATE_HOME, or " +
        "brainycp:coordinator, to a folder that can be written and lasts",
    );
  });

  it("the next run finds the same folder", () => {
    const path = folderOf(homeless).open();
    expect([folderOf(homeless).find(), folderOf(homeless).open()]).toEqual([path, path]);
  });
});

describe("a temporary folder", () => {
  const links = (): void => {
    mkdirSync(join(place, "elsewhere"), { mode: 0o700 });
    symlinkSync(join(place, "elsewhere"), join(temporary, own));
  };
  const openToOthers = (): void => {
    mkdirSync(join(temporary, own));
    chmodSync(join(temporary, own), 0o770);
  };
  const somebodyElses = (): void => mkdirSync(join(temporary, "pulumi-brainycp-4242"), { mode: 0o700 });

  it.each<[string, () => void, Partial<SystemUser>]>([
    ["is a link", links, {}],
    ["is a file", () => writeFileSync(join(temporary, own), ""), {}],
    ["is open to others", openToOthers, {}],
    ["is somebody else's", somebodyElses, { uid: () => 4242 }],
    ["cannot be made", () => rmSync(temporary, { recursive: true }), {}],
  ])("that %s is not used, not even to look at, and the warning says so", (_, prepare, user) => {
    prepare();
    const folder = folderOf({ ...homeless, ...user });
    expect([folder.find(), folder.open(), folder.find()]).toEqual([undefined, undefined, undefined]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^pulumi-brainycp: the user has no home folder; \S+pulumi-brainycp-\d+ cannot be written \(.+\)\. So no other run knows of this one: they may write to the panel at the same time\. If this run is killed, the next one does not recognise what it created\. Set XDG_STATE_HOME, or brainycp:coordinator, to a folder/,
    );
  });
});
