/** What one Exim's configuration depends on. */
export interface EximPlaces {
  /** Holds what it keeps: its queue and its logs. */
  folder: string;
  port: number;
  /** What it says to whoever connects. */
  greeting: string;
  passwdFile: string;
  aliasesFile: string;
  /** Who runs it, and whom the mail belongs to. */
  mailOwner: { uid: number; gid: number };
}

/**
 * A configuration for Exim 4 on this machine alone: forwardings in an aliases file, mailboxes in Dovecot's passwd-file,
 * each with its Maildir; any other recipient is refused. It needs no user of the machine.
 */
export function eximConfiguration(places: EximPlaces): string {
  const { folder, port, greeting, passwdFile, aliasesFile, mailOwner } = places;
  return `exim_user = ${mailOwner.uid}
exim_group = ${mailOwner.gid}
unknown_login = mail
deliver_drop_privilege = true
primary_hostname = mail.example.com
spool_directory = ${folder}/spool
log_file_path = ${folder}/%slog
pid_file_path = ${folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
smtp_banner = ${greeting}
tls_advertise_hosts =
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
smtp_accept_max = 0
smtp_accept_queue_per_connection = 0
acl_smtp_rcpt = recipients

begin acl
recipients:
  require message = no such mailbox
          verify = recipient
  accept

begin routers
forwardings:
  driver = redirect
  data = \${lookup{$local_part@$domain}lsearch{${aliasesFile}}}
mailboxes:
  driver = accept
  address_data = \${lookup{$local_part@$domain}lsearch{${passwdFile}}{$value}fail}
  transport = maildir

begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = \${extract{5}{:}{$address_data}}/Maildir
  create_directory = false
  delivery_date_add
  envelope_to_add
  return_path_add
  user = ${mailOwner.uid}
  group = ${mailOwner.gid}

begin retry
* * F,1h,1s
`;
}
