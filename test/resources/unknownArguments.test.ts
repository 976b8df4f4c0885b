import { refuseUnknownArguments } from "../../src/resources/unknownArguments";

describe("arguments that do not exist", () => {
  const refusal = (given: object): (() => void) => {
    return () => refuseUnknownArguments('MailDomain "x": ', given, ["domain", "mailboxes"]);
  };

  it("are refused, with the one that was most likely meant", () => {
    expect(refusal({ domain: "example.com", mailbox: 1 })).toThrow(
      new Error('MailDomain "x": mailbox does not exist; did you mean mailboxes?'),
    );
  });

  it("are refused, with all that there are where none is near", () => {
    expect(refusal({ colour: "red" })).toThrow(
      new Error('MailDomain "x": colour does not exist; there are domain, mailboxes'),
    );
  });

  it("may stand with undefined, as those that do exist", () => {
    expect(refusal({ domain: undefined, colour: undefined })).not.toThrow();
  });
});
