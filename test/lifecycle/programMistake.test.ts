import * as pulumi from "@pulumi/pulumi";
import { ProgramMistake } from "../../src/lifecycle/programMistake";

describe("a mistake of the program", () => {
  it("keeps its words where the SDK puts its own before them", () => {
    const mistake: Error = new ProgramMistake("Declare it once");
    mistake.message = `error serializing property "email": ${mistake.message}`;
    expect(mistake.message).toBe("Declare it once");
    expect(String(mistake)).toBe("Error: Declare it once");
  });

  it("is one whose stack Pulumi does not print", () => {
    expect(pulumi.RunError.isInstance(new ProgramMistake("x"))).toBe(true);
  });
});
