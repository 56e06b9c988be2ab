export const titled = (text) => `${text} – größe`;
