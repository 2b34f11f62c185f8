import { ARCHIVE_FORMAT, type End, type Manifest } from './archive-line.rules';
import { ArchiveWriter } from './archive.writer';
import { withSnapshot } from './store.snapshot';

export interface ExportOrder {
  /** Where the archive is to stand; what stands there is replaced. */
  readonly path: string;
  /** One namespace; undefined exports all. */
  readonly namespace?: string;
  readonly stemedbVersion: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly onProgress?: (records: number) => void;
}

export interface Exported {
  readonly manifest: Manifest;
  readonly end: End;
}

/**
 * Writes everything that a store holds of its namespaces, as it stands at one settled moment, into one file.
 *
 * @throws ArchiveError schema_not_current, namespace_not_found
 */
export function exportArchive(url: string, order: ExportOrder): Promise<Exported> {
  return withSnapshot(url, order.namespace, async (snapshot) => {
    const manifest: Manifest = {
      format: ARCHIVE_FORMAT,
      created_at: order.createdAt,
      as_of: snapshot.asOf,
      namespaces: snapshot.namespaces,
      stemedb_version: order.stemedbVersion,
    };
    const writer = await ArchiveWriter.create(order.path, manifest);
    try {
      for await (const record of snapshot.records()) {
        await writer.record(record);
        order.onProgress?.(writer.digest.total);
      }
      return { manifest, end: await writer.finish() };
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  });
}
