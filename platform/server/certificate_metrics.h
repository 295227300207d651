// What Prometheus is told of certificates.
#pragma once

#include "platform/telemetry/metric_page.h"
#include "platform/tls/tls_source.h"

namespace zaitaku {

// Until when the source's own certificate is valid. Nothing where there is no source, or it has no certificate.
void CollectCertificate(MetricPage& page, const TlsSource* source);

}  // namespace zaitaku
