import { isQForgeError, type Logger } from '../base/index.ts';
import { HistoryFile } from '../monitor/index.ts';

/** Opens the file of a history; where that cannot be, series are kept in memory for as long as the process runs, and a warning says so. */
export function openHistory(path: string, logger: Logger): HistoryFile {
  try {
    return HistoryFile.open(path);
  } catch (error) {
    if (!isQForgeError(error)) throw error;
    logger.log('warn', 'performance', 'history only in memory', { code: error.code, reason: error.message });
    return HistoryFile.open(':memory:');
  }
}
