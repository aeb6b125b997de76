/** Partition that a Region belongs to: the second part of its ARNs. Source: "Amazon Resource Names (ARNs)", AWS General Reference. */
export function partitionOf(region: string): 'aws' | 'aws-cn' | 'aws-us-gov' {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
