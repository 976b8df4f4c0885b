/** Hides the passwords of database addresses in a text: Pulumi's errors name its backend in full. */
export function hidePasswords(text: string): string {
  return text
    .replaceAll(/(postgres(?:ql)?:\/\/[^\s:@/]*:)[^\s@]*@/g, "$1****@")
    .replaceAll(/([?&]password=)[^\s&"']*/g, "$1****");
}
