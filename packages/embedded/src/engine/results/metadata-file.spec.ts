import { metadataFile } from './metadata-file';

describe('metadataFile', () => {
  test('is the protobuf message that was observed', () => {
    expect(metadataFile('q', [{ name: 'id', type: 'bigint' }]).toString('hex')).toBe(
      // 1: "q"; 4: { 1: "hive", 4: "id", 5: "id", 6: "bigint", 9: 3 }
      '0a0171' + '2218' + '0a0468697665' + '22026964' + '2a026964' + '3206626967696e74' + '4803',
    );
  });

  test('takes lengths beyond 127 bytes', () => {
    const name = 'n'.repeat(200);
    const file = metadataFile('q', [{ name, type: 't' }]);
    expect(file.includes(Buffer.concat([Buffer.from([0x22, 0xc8, 0x01]), Buffer.from(name)]))).toBe(true);
  });
});
