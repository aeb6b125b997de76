import type { RuleSamples } from '../../query/rule';
import { call, failed, invokedBy } from './sample-events';

const permission = (fromPort: number, toPort: number, cidrIp: string, ipProtocol = 'tcp') => ({
  ...{ ipProtocol, fromPort, toPort, groups: {}, prefixListIds: {} },
  ...(cidrIp.includes(':')
    ? { ipRanges: {}, ipv6Ranges: { items: [{ cidrIpv6: cidrIp }] } }
    : { ipRanges: { items: [{ cidrIp, description: 'x' }] }, ipv6Ranges: {} }),
});
const ingress = (...items: object[]) =>
  call('ec2', 'AuthorizeSecurityGroupIngress', { groupId: 'sg-1', ipPermissions: { items } });
const aclEntry = (more: object) =>
  call('ec2', 'CreateNetworkAclEntry', {
    networkAclId: 'acl-1',
    ruleAction: 'allow',
    egress: false,
    ...more,
  });
const dbIngress = (cIDRIP: string) =>
  call('rds', 'AuthorizeDBSecurityGroupIngress', { dBSecurityGroupName: 'db', cIDRIP });

/** Events that the rules of network.ts must and must not match. */
export const networkSamples: Readonly<Record<string, RuleSamples>> = {
  'security-group-open': {
    matching: [
      ingress(permission(443, 443, '0.0.0.0/0')),
      ingress(permission(22, 22, '10.0.0.0/8'), permission(80, 80, '::/0')),
      call('ec2', 'AuthorizeSecurityGroupIngress', {
        groupId: 'sg-1',
        ipPermissions: {},
        cidrIp: '0.0.0.0/0',
      }),
      call('ec2', 'ModifySecurityGroupRules', {
        ModifySecurityGroupRulesRequest: {
          SecurityGroupRule: { SecurityGroupRule: { CidrIpv4: '0.0.0.0/0', FromPort: 22, ToPort: 22 } },
        },
      }),
      dbIngress('0.0.0.0/0'),
    ],
    other: [
      ingress(permission(22, 22, '203.0.113.0/24')),
      ingress(permission(22, 22, '10.0.0.0/0')),
      failed(ingress(permission(22, 22, '0.0.0.0/0')), 'Client.InvalidPermission.Duplicate'),
      call('ec2', 'AuthorizeSecurityGroupEgress', {
        ipPermissions: { items: [permission(0, 0, '0.0.0.0/0')] },
      }),
      call('ec2', 'RevokeSecurityGroupIngress', {
        ipPermissions: { items: [permission(22, 22, '0.0.0.0/0')] },
      }),
      call('ec2', 'AuthorizeSecurityGroupIngress', null),
    ],
  },
  'security-group-open-administration': {
    matching: [
      ingress(permission(22, 22, '0.0.0.0/0')),
      ingress(permission(443, 443, '0.0.0.0/0'), permission(3000, 4000, '::/0')),
      ingress({ ipProtocol: '-1', ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }),
      call('ec2', 'AuthorizeSecurityGroupIngress', {
        ...{ groupId: 'sg-1', ipPermissions: {}, ipProtocol: 'tcp', fromPort: 3389, toPort: 3389 },
        cidrIp: '0.0.0.0/0',
      }),
      dbIngress('0.0.0.0/0'),
    ],
    other: [
      ingress(permission(443, 443, '0.0.0.0/0')),
      // SSH for one network and HTTPS for all is two permissions, not one.
      ingress(permission(22, 22, '203.0.113.0/24'), permission(443, 443, '0.0.0.0/0')),
      failed(ingress(permission(22, 22, '0.0.0.0/0'))),
      dbIngress('203.0.113.0/24'),
    ],
  },
  'security-group-change': {
    matching: [
      ingress(permission(22, 22, '127.0.0.1/32')),
      call('ec2', 'RevokeSecurityGroupEgress', { groupId: 'sg-1' }),
      dbIngress('203.0.113.0/24'),
      call('elasticloadbalancing', 'SetSecurityGroups', {}),
      call('ec2', 'ModifyInstanceAttribute', {
        instanceId: 'i-1',
        groupSet: { items: [{ groupId: 'sg-2' }] },
      }),
    ],
    other: [
      failed(ingress(permission(22, 22, '127.0.0.1/32')), 'RequestExpired'),
      call('ec2', 'DescribeSecurityGroups', {}),
      call('ec2', 'UpdateSecurityGroupRuleDescriptionsIngress', {}),
      call('ec2', 'ModifyInstanceAttribute', { instanceId: 'i-1', instanceType: { value: 't3.nano' } }),
    ],
  },
  'network-acl-open': {
    matching: [
      aclEntry({ cidrBlock: '0.0.0.0/0', aclProtocol: '6' }),
      aclEntry({ ipv6CidrBlock: '::/0' }),
      call('ec2', 'ReplaceNetworkAclEntry', { ruleAction: 'allow', cidrBlock: '0.0.0.0/0' }),
    ],
    other: [
      aclEntry({ cidrBlock: '203.0.113.7/32' }),
      aclEntry({ cidrBlock: '0.0.0.0/0', egress: true }),
      aclEntry({ cidrBlock: '0.0.0.0/0', ruleAction: 'deny' }),
      failed(aclEntry({ cidrBlock: '0.0.0.0/0' }), 'ValidationError'),
    ],
  },
  'network-acl-change': {
    matching: [aclEntry({ cidrBlock: '203.0.113.7/32' }), call('ec2', 'DeleteNetworkAcl', {})],
    other: [call('ec2', 'DescribeNetworkAcls', {}), failed(call('ec2', 'DeleteNetworkAcl', {}))],
  },
  'route-change': {
    matching: [
      call('ec2', 'CreateRoute', { destinationCidrBlock: '0.0.0.0/0', gatewayId: 'igw-1' }),
      call('ec2', 'ReplaceRouteTableAssociation', {}, invokedBy('cloudformation')),
    ],
    other: [call('ec2', 'DescribeRouteTables', {}), failed(call('ec2', 'CreateRoute', {}))],
  },
  'gateway-change': {
    matching: [call('ec2', 'AttachInternetGateway', {}), call('ec2', 'CreateNatGateway', {})],
    other: [call('ec2', 'DescribeNatGateways', {}), failed(call('ec2', 'CreateInternetGateway', {}))],
  },
  'network-link-change': {
    matching: [
      call('ec2', 'AcceptVpcPeeringConnection', { vpcPeeringConnectionId: 'pcx-1' }),
      call('ec2', 'CreateVpnConnection', {}),
      call('directconnect', 'CreateTransitVirtualInterface', {}),
      call('directconnect', 'DeleteConnection', {}),
    ],
    other: [
      failed(call('ec2', 'CreateVpcPeeringConnection', {})),
      call('ec2', 'DescribeVpcPeeringConnections', {}),
      call('directconnect', 'DescribeConnections', {}),
    ],
  },
  'vpc-change': {
    matching: [call('ec2', 'CreateVpc', { cidrBlock: '10.0.0.0/16' }), call('ec2', 'DeleteSubnet', {})],
    other: [
      failed(call('ec2', 'CreateVpc', {}), 'Client.VpcLimitExceeded'),
      call('ec2', 'DescribeVpcs', {}),
      call('rds', 'CreateDBSubnetGroup', {}),
    ],
  },
  'vpc-endpoint-change': {
    matching: [
      call('ec2', 'ModifyVpcEndpoint', { ModifyVpcEndpointRequest: { ResetPolicy: true } }),
      call('ec2', 'DeleteVpcEndpoints', {}),
    ],
    other: [call('ec2', 'DescribeVpcEndpoints', {}), failed(call('ec2', 'CreateVpcEndpoint', {}))],
  },
  'traffic-mirroring': {
    matching: [
      call('ec2', 'CreateTrafficMirrorSession', {}),
      call('ec2', 'CreateTrafficMirrorFilterRule', {}),
      call('ec2', 'DeleteTrafficMirrorTarget', {}),
    ],
    other: [
      failed(call('ec2', 'CreateTrafficMirrorTarget', {})),
      call('ec2', 'DescribeTrafficMirrorTargets', {}),
    ],
  },
  'domain-change': {
    matching: [
      call('route53domains', 'DisableDomainTransferLock', { domainName: 'example.com' }),
      call('route53', 'TransferDomainToAnotherAwsAccount', {}),
    ],
    other: [
      failed(call('route53domains', 'TransferDomainToAnotherAwsAccount', {})),
      call('route53domains', 'EnableDomainTransferLock', {}),
    ],
  },
  'dns-zone-change': {
    matching: [
      call('route53', 'AssociateVPCWithHostedZone', {}),
      call('route53', 'ChangeResourceRecordSets', {}),
    ],
    other: [call('route53', 'ListHostedZones', {}), failed(call('route53', 'DeleteHostedZone', {}))],
  },
};
