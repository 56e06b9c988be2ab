/**
 * Script: what Firefox logged about the extension: its own messages, and the extension's console.
 * @param uuid of its pages @param id in its manifest, both as JavaScript text
 */
export const complaintsAbout = (uuid: string, id: string): string => `(async () => {
  const messages = Services.console.getMessageArray().map(String).filter((text) => text.includes(${uuid}) || text.includes(${id}));
  const storage = Components.classes['@mozilla.org/consoleAPI-storage;1'].getService(Components.interfaces.nsIConsoleAPIStorage);
  const told = storage.getEvents().filter(({ level, filename }) => ['error', 'warn'].includes(level) && filename.includes(${uuid}));
  return [...messages, ...told.map(({ level, arguments: values }) => level + ': ' + values.map(String).join(' '))];
})()`;
