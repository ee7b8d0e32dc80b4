// Which paths of an image can be given to another user.

/** Folders that belong to the system. What an image keeps below its working directory, or in /usr/src, does not. */
const SYSTEM = /^\/(?:etc|usr(?!\/src\/)|bin|sbin|lib\w*|boot|root|proc|sys)(?:\/|$)/;
/** Folders of many: only a folder in them can be given away. */
const SHARED = /^\/(?:(?:run|var\/run|var\/log|var\/lib|var\/cache|var\/spool|opt|srv|mnt|home|var)\/?)?$/;
const FREE = /^\/(?:tmp|var\/tmp|dev)(?:\/|$)/;

export function isSystem(path: string): boolean {
  return SYSTEM.test(path);
}

export function isShared(path: string): boolean {
  return SHARED.test(path);
}

/** Everybody may write there. */
export function isFree(path: string): boolean {
  return FREE.test(path);
}
