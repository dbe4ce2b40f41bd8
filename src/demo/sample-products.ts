import type { Product } from '../products/product.ts'

/** A line is code, name, category and, where it has one, its mark: see `MARKS`. */
const LINES = `
  compute-vm         | Virtual machines                       | Compute
  compute-spot       | Virtual machines, interruptible        | Compute
  compute-gpu        | GPU machines                           | Compute
  compute-metal      | Bare metal servers                     | Compute
  compute-image      | Machine images                         | Compute
  compute-reserved   | Reserved capacity, one to three years  | Compute      | neither
  functions          | Functions                              | Compute
  k8s-cluster        | Managed Kubernetes                     | Containers
  k8s-registry       | Container registry                     | Containers
  k8s-mesh           | Service mesh                           | Containers
  storage-object     | Object storage                         | Storage
  storage-archive    | Archive storage                        | Storage
  storage-block      | Block volumes                          | Storage
  storage-file       | Shared file systems                    | Storage
  storage-backup     | Backup and disaster recovery           | Storage
  db-postgres        | Managed PostgreSQL                     | Databases
  db-mysql           | Managed MySQL                          | Databases
  db-document        | Document database                      | Databases
  db-cache           | In-memory cache                        | Databases
  db-warehouse       | Data warehouse                         | Analytics
  data-stream        | Event streaming                        | Analytics
  data-pipeline      | Data pipelines                         | Analytics
  data-search        | Search and log analytics               | Analytics
  ai-inference       | Model inference                        | AI
  ai-training        | Model training                         | AI
  ai-speech          | Speech and translation                 | AI
  net-balancer       | Load balancer                          | Network
  net-cdn            | Content delivery                       | Network
  net-egress         | Outbound traffic                       | Network
  net-vpn            | Private links and VPN                  | Network
  net-dns            | DNS zones                              | Network
  net-domain         | Domain registration                    | Network      | neither
  sec-keys           | Key management                         | Security
  sec-firewall       | Web application firewall               | Security
  sec-certificates   | Certificates                           | Security
  ops-monitoring     | Monitoring and alerts                  | Operations
  ops-logs           | Log storage                            | Operations
  msg-sms            | Text messages                          | Messaging    | excluded
  msg-email          | Email delivery                         | Messaging
  market-software    | Software of other makers (marketplace) | Marketplace  | neither
  market-windows     | Windows licences                       | Marketplace  | excluded
  support-business   | Support plan, business hours           | Support      | ineligible
  support-enterprise | Support plan, around the clock         | Support      | neither
`

/** Which vouchers cannot pay for a product: general ones, specific ones, neither of the two. */
const MARKS: Record<string, Pick<Product, 'excludedFromGeneral' | 'eligibleForSpecific'>> = {
  '': { excludedFromGeneral: false, eligibleForSpecific: true },
  excluded: { excludedFromGeneral: true, eligibleForSpecific: true },
  ineligible: { excludedFromGeneral: false, eligibleForSpecific: false },
  neither: { excludedFromGeneral: true, eligibleForSpecific: false },
}

/** The catalogue of the sample. */
export const SAMPLE_PRODUCTS: readonly Product[] = LINES.trim()
  .split('\n')
  .map((line) => {
    const [code = '', name = '', category = '', mark = ''] = line.split('|').map((cell) => cell.trim())
    return { code, name, category, ...MARKS[mark] } as Product
  })
