import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import { join } from "node:path";

/** How a Dovecot names its folders. */
export interface FolderStyle {
  /** Between a folder and the one in it. @defaultValue "." */
  separator?: "." | "/";
  /** What stands before every folder but the inbox. @defaultValue "INBOX." with ".", nothing with "/" */
  prefix?: string;
  /** Folders that the server makes and subscribes by itself. @defaultValue Drafts, Sent, Trash and Junk */
  automatic?: readonly ("Drafts" | "Sent" | "Trash" | "Junk" | "Archive")[];
}

/** What one Dovecot's configuration depends on. */
export interface DovecotPlaces extends FolderStyle {
  /** Holds the key, the certificate, the passwd-file, the log and the mail. */
  folder: string;
  /** Holds the sockets, whose paths may not be long. */
  runFolder: string;
  tlsPort: number;
  plainPort: number;
  /** What it says to whoever connects. */
  greeting: string;
  /** Whom the mail belongs to. */
  mailOwner: { uid: number; gid: number };
}

/** The files that a Dovecot uses. */
export const filesIn = (folder: string) => ({
  configuration: join(folder, "dovecot.conf"),
  key: join(folder, "key.pem"),
  cert: join(folder, "cert.pem"),
  passwdFile: join(folder, "users"),
  maildir: join(folder, "mail"),
  log: join(folder, "dovecot.log"),
});

/**
 * A configuration for Dovecot 2.3 on this machine alone: IMAP with TLS on one port, without it and with STARTTLS on
 * another, accounts in a passwd-file, mail in `MAILDIR/ADDRESS/Maildir`.
 */
export function dovecotConfiguration(places: DovecotPlaces): string {
  const { folder, runFolder, tlsPort, plainPort, greeting, mailOwner, separator = "." } = places;
  const { prefix = separator === "." ? "INBOX." : "", automatic = ["Drafts", "Sent", "Trash", "Junk"] } =
    places;
  const files = filesIn(folder);
  const { service, login } = users();
  const mailboxes = automatic.map(
    (name) => `  mailbox ${name} {\n    auto = subscribe\n    special_use = \\${name}\n  }\n`,
  );
  return `protocols = imap
listen = 127.0.0.1
login_greeting = ${greeting}
base_dir = ${runFolder}
state_dir = ${runFolder}
log_path = ${files.log}

default_internal_user = ${service.user}
default_internal_group = ${service.group}
default_login_user = ${login}
first_valid_uid = ${mailOwner.uid}
first_valid_gid = ${mailOwner.gid}
default_process_limit = 64
default_client_limit = 256
mail_max_userip_connections = 64

ssl = yes
ssl_cert = <${files.cert}
ssl_key = <${files.key}

disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_chars =
auth_username_format = %u
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = username_format=%u ${files.passwdFile}
}
userdb {
  driver = passwd-file
  args = username_format=%u ${files.passwdFile}
}

mail_home = ${files.maildir}/%u
mail_location = maildir:~/Maildir
mail_plugins = quota
namespace inbox {
  inbox = yes
  separator = ${separator}
  prefix = ${prefix}
${mailboxes.join("")}}
protocol imap {
  mail_plugins = quota imap_quota
}
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=1G
}

service auth {
  user = ${service.authenticator}
}
# no wait after failed logins
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${plainPort}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
`;
}

/**
 * Who runs Dovecot's processes. Started by root, the users that Debian's package makes, since imap-login refuses to
 * run as root; otherwise whoever starts it, who can become nobody else.
 */
function users() {
  const { uid, username } = userInfo();
  if (uid === 0)
    return { service: { user: "dovecot", group: "dovecot", authenticator: "root" }, login: "dovenull" };
  const group = execFileSync("id", ["-gn"], { encoding: "utf8" }).trim();
  return { service: { user: username, group, authenticator: username }, login: username };
}
