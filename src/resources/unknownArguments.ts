import { didYouMean } from "../adapter/nearest";
import { ProgramMistake } from "../lifecycle/programMistake";

/**
 * Refuses arguments that do not exist.
 *
 * @param where what begins the message, and stands before the name: `MailDomain "example": mx[0].`
 * @throws ProgramMistake that names the argument that was most likely meant
 */
export function refuseUnknownArguments(where: string, given: object, names: readonly string[]): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || names.includes(name)) continue;
    const question = didYouMean(name, names) || `; there are ${names.join(", ")}`;
    throw new ProgramMistake(`${where}${name} does not exist${question}`);
  }
}
