import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import { all, any, changes, listOf, ofService, request, SUCCEEDED } from './conditions';

/** Calls that let something in: groups of VPCs, and the older ones of databases and caches. */
const OPENS_INGRESS = all(
  ofService(['ec2', 'rds', 'redshift', 'elasticache']),
  `eventname IN ('AuthorizeSecurityGroupIngress', 'ModifySecurityGroupRules', 'AuthorizeDBSecurityGroupIngress',
    'AuthorizeClusterSecurityGroupIngress', 'AuthorizeCacheSecurityGroupIngress')`,
  SUCCEEDED,
);

const anywhere = (text: string): string => `(${text} LIKE '%"0.0.0.0/0"%' OR ${text} LIKE '%"::/0"%')`;

/**
 * Ports by which machines and databases are administered or read: 20-23, 135, 139, 445, 1433, 1434, 1521, 2375, 2376, 3306,
 * 3389, 5432, 5439, 5601, 5900, 5985, 5986, 6379, 8080, 8443, 9200, 11211, 27017.
 */
const reachesAdministration = (permission: string): string =>
  `(coalesce(json_extract_scalar(${permission}, '$.ipProtocol'), '') = '-1' OR any_match(
      ARRAY[20, 21, 22, 23, 135, 139, 445, 1433, 1434, 1521, 2375, 2376, 3306, 3389, 5432, 5439, 5601, 5900, 5985, 5986, 6379,
        8080, 8443, 9200, 11211, 27017],
      port -> port BETWEEN TRY_CAST(json_extract_scalar(${permission}, '$.fromPort') AS INTEGER)
        AND TRY_CAST(json_extract_scalar(${permission}, '$.toPort') AS INTEGER)))`;

/** Security groups, routes, links and names: the boundary of the network (10.4.1, 10.4.1.1, 10.2.1.7). */
export const networkRules: readonly Rule[] = [
  {
    id: 'security-group-open',
    title: 'Security group opened to the whole internet',
    severity: 'high',
    requirements: bothVersions('10.4.1', '10.4.1.1'),
    predicate: all(OPENS_INGRESS, anywhere('requestparameters')),
    why: 'Traffic into the cardholder data environment must be restricted to what is necessary (1.3.1).',
    action: 'Revoke the rule unless the service is public by design, and look at flow logs since.',
    falsePositives:
      'Public web servers on port 443. A changed rule does not say its direction, so an outgoing one counts too.',
  },
  {
    id: 'security-group-open-administration',
    title: 'Port of administration or of a database opened to the whole internet',
    severity: 'critical',
    requirements: bothVersions('10.4.1', '10.4.1.1'),
    predicate: all(
      OPENS_INGRESS,
      any(
        `any_match(${listOf("json_extract(requestparameters, '$.ipPermissions.items')")},
      p -> ${anywhere('json_format(p)')} AND ${reachesAdministration('p')})`,
        all(
          `coalesce(${request('$.cidrIp')}, ${request('$.cidrIpv6')}) IN ('0.0.0.0/0', '::/0')`,
          reachesAdministration('requestparameters'),
        ),
        all(
          "eventsource IN ('rds.amazonaws.com', 'redshift.amazonaws.com', 'elasticache.amazonaws.com')",
          anywhere('requestparameters'),
        ),
      ),
    ),
    why: 'Such a port is found and tried within minutes.',
    action: 'Revoke the rule now and look at connections since.',
    falsePositives: 'None that a standard would allow.',
  },
  {
    id: 'security-group-change',
    title: 'Security groups created, deleted or changed',
    severity: 'medium',
    requirements: bothVersions('10.4.1', '10.2.1.7'),
    predicate: any(
      changes(
        'ec2',
        ...['CreateSecurityGroup', 'DeleteSecurityGroup', 'ModifySecurityGroupRules'],
        ...['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress'],
        ...['RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress'],
        ...['AssociateSecurityGroupVpc', 'DisassociateSecurityGroupVpc'],
      ),
      changes(
        ['rds', 'redshift', 'elasticache'],
        ...['CreateDBSecurityGroup', 'DeleteDBSecurityGroup', 'AuthorizeDBSecurityGroupIngress'],
        ...[
          'RevokeDBSecurityGroupIngress',
          'CreateClusterSecurityGroup',
          'AuthorizeClusterSecurityGroupIngress',
        ],
        ...['CreateCacheSecurityGroup', 'DeleteCacheSecurityGroup', 'AuthorizeCacheSecurityGroupIngress'],
        'RevokeCacheSecurityGroupIngress',
      ),
      changes('elasticloadbalancing', 'SetSecurityGroups', 'ApplySecurityGroupsToLoadBalancer'),
      all(
        changes('ec2', 'ModifyInstanceAttribute', 'ModifyNetworkInterfaceAttribute'),
        "json_extract(requestparameters, '$.groupSet') IS NOT NULL",
      ),
    ),
    why: 'A rule too many lets the network in, one too few takes the logs away.',
    action: 'Compare the rules with the approved ones.',
    falsePositives: 'Deployments that bring their own groups: except their role by name.',
  },
  {
    id: 'network-acl-open',
    title: 'Network ACL opened to the whole internet',
    severity: 'high',
    requirements: bothVersions('10.4.1', '10.4.1.1'),
    predicate: all(
      changes('ec2', 'CreateNetworkAclEntry', 'ReplaceNetworkAclEntry'),
      `${request('$.ruleAction')} = 'allow'`,
      `coalesce(${request('$.egress')}, 'false') = 'false'`,
      `coalesce(${request('$.cidrBlock')}, ${request('$.ipv6CidrBlock')}) IN ('0.0.0.0/0', '::/0')`,
    ),
    why: 'The list is the second line behind security groups; one wide entry undoes it for the whole subnet.',
    action: 'Narrow the entry to the networks that need it.',
    falsePositives: 'Subnets of public load balancers, with security groups behind.',
  },
  {
    id: 'network-acl-change',
    title: 'Network ACL created, deleted or changed',
    severity: 'medium',
    requirements: bothVersions('10.4.1', '10.2.1.7'),
    predicate: changes(
      'ec2',
      ...['CreateNetworkAcl', 'CreateNetworkAclEntry', 'DeleteNetworkAcl', 'DeleteNetworkAclEntry'],
      ...['ReplaceNetworkAclEntry', 'ReplaceNetworkAclAssociation'],
    ),
    why: 'Network controls must be changed by approval only (1.2.2).',
    action: 'Compare the entries with the approved ones.',
    falsePositives: 'Deployments of networks.',
  },
  {
    id: 'route-change',
    title: 'Route or route table created, deleted or changed',
    severity: 'medium',
    requirements: bothVersions('10.4.1', '10.2.1.7'),
    predicate: changes(
      'ec2',
      ...['CreateRoute', 'CreateRouteTable', 'DeleteRoute', 'DeleteRouteTable', 'ReplaceRoute'],
      ...['ReplaceRouteTableAssociation', 'AssociateRouteTable', 'DisassociateRouteTable'],
      ...['CreateTransitGatewayRoute', 'DeleteTransitGatewayRoute', 'ReplaceTransitGatewayRoute'],
    ),
    why: 'A route around the firewall is not seen by the firewall.',
    action: 'Check target and destination against the network diagram.',
    falsePositives: 'Deployments of networks.',
  },
  {
    id: 'gateway-change',
    title: 'Gateway to the internet or to other networks changed',
    severity: 'medium',
    requirements: bothVersions('10.4.1', '10.2.1.7'),
    predicate: changes(
      'ec2',
      ...['CreateInternetGateway', 'AttachInternetGateway', 'DetachInternetGateway', 'DeleteInternetGateway'],
      ...[
        'CreateEgressOnlyInternetGateway',
        'DeleteEgressOnlyInternetGateway',
        'CreateNatGateway',
        'DeleteNatGateway',
      ],
      ...['CreateCustomerGateway', 'DeleteCustomerGateway', 'CreateCarrierGateway'],
    ),
    why: 'It makes a closed network one with a way out.',
    action: 'Check that the network was meant to have one.',
    falsePositives: 'Deployments of networks.',
  },
  {
    id: 'network-link-change',
    title: 'Network linked to another one, or a link changed',
    severity: 'high',
    requirements: bothVersions('10.4.1', '10.4.1.1'),
    predicate: any(
      changes(
        'ec2',
        ...['CreateVpcPeeringConnection', 'AcceptVpcPeeringConnection', 'DeleteVpcPeeringConnection'],
        ...['ModifyVpcPeeringConnectionOptions', 'RejectVpcPeeringConnection'],
        ...['CreateTransitGateway', 'CreateTransitGatewayVpcAttachment', 'AcceptTransitGatewayVpcAttachment'],
        ...['CreateTransitGatewayPeeringAttachment', 'AcceptTransitGatewayPeeringAttachment'],
        ...['CreateVpnGateway', 'AttachVpnGateway', 'DetachVpnGateway', 'DeleteVpnGateway'],
        ...['CreateVpnConnection', 'DeleteVpnConnection', 'CreateVpnConnectionRoute', 'ModifyVpnConnection'],
        ...[
          'CreateClientVpnEndpoint',
          'AuthorizeClientVpnIngress',
          'CreateClientVpnRoute',
          'ModifyClientVpnEndpoint',
        ],
      ),
      all(
        ofService('directconnect'),
        "regexp_like(eventname, '^(Accept|Allocate|Associate|Confirm|Create|Delete|Disassociate|Update)')",
        SUCCEEDED,
      ),
    ),
    why: 'Every connected network is in scope or has to be kept out by controls.',
    action: 'Check the other side: account, network, purpose.',
    falsePositives: 'Approved links, and tunnels that are replaced.',
  },
  {
    id: 'vpc-change',
    title: 'VPC or subnet created, deleted or changed',
    severity: 'low',
    requirements: bothVersions('10.2.1.7', '10.4.1'),
    predicate: changes(
      'ec2',
      ...['CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute', 'CreateDefaultVpc', 'CreateSubnet', 'DeleteSubnet'],
      ...[
        'ModifySubnetAttribute',
        'CreateDefaultSubnet',
        'AssociateVpcCidrBlock',
        'DisassociateVpcCidrBlock',
      ],
      ...['EnableVpcClassicLink', 'DisableVpcClassicLink', 'AttachClassicLinkVpc', 'DetachClassicLinkVpc'],
      'ModifyVpcBlockPublicAccessOptions',
    ),
    why: 'A new network is not in the diagram, nor in its flow logs.',
    action: 'Add it to the diagram and the scope, or remove it.',
    falsePositives: 'Deployments of networks.',
  },
  {
    id: 'vpc-endpoint-change',
    title: 'Private endpoint or its policy changed',
    severity: 'medium',
    requirements: bothVersions('10.4.1'),
    predicate: changes(
      'ec2',
      ...['CreateVpcEndpoint', 'ModifyVpcEndpoint', 'DeleteVpcEndpoints', 'AcceptVpcEndpointConnections'],
      ...['CreateVpcEndpointServiceConfiguration', 'ModifyVpcEndpointServicePermissions'],
      'ModifyVpcEndpointServiceConfiguration',
    ),
    why: 'An endpoint without a narrow policy is a quiet way to buckets of others.',
    action: 'Read the policy in the request.',
    falsePositives: 'Deployments of networks.',
  },
  {
    id: 'traffic-mirroring',
    title: 'Mirroring of network traffic set up, changed or removed',
    severity: 'high',
    requirements: bothVersions('10.2.1.1', '10.4.1.1'),
    predicate: all(
      ofService('ec2'),
      "regexp_like(eventname, '^(Create|Modify|Delete)TrafficMirror')",
      SUCCEEDED,
    ),
    why: 'Somebody reads the traffic between machines, cardholder data in the clear included.',
    action: 'Delete the session unless it feeds your own detection.',
    falsePositives: 'Set-up of network detection.',
  },
  {
    id: 'domain-change',
    title: 'Internet domain unlocked, transferred or deleted',
    severity: 'high',
    requirements: bothVersions('10.4.1', '10.7.2'),
    predicate: changes(
      ['route53domains', 'route53'],
      ...['DisableDomainTransferLock', 'TransferDomainToAnotherAwsAccount', 'TransferDomain', 'DeleteDomain'],
      ...['AcceptDomainTransferFromAnotherAwsAccount', 'UpdateDomainNameservers', 'PushDomain'],
    ),
    why: 'Who owns the name gets its visitors and its mail.',
    action: 'Cancel the transfer within its waiting time and lock the domain.',
    falsePositives: 'A planned move of a domain.',
  },
  {
    id: 'dns-zone-change',
    title: 'DNS zone created, deleted or linked to a network',
    severity: 'low',
    requirements: bothVersions('10.4.1', '10.2.1.7'),
    predicate: changes(
      'route53',
      ...[
        'CreateHostedZone',
        'DeleteHostedZone',
        'AssociateVPCWithHostedZone',
        'DisassociateVPCFromHostedZone',
      ],
      ...['CreateVPCAssociationAuthorization', 'ChangeResourceRecordSets'],
    ),
    why: 'A private zone can send a known name to another machine.',
    action: 'Check names and targets of changes that no deployment made.',
    falsePositives: 'Deployments and validation of certificates.',
  },
];
