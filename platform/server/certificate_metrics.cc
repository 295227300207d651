#include "platform/server/certificate_metrics.h"

namespace zaitaku {

void CollectCertificate(MetricPage& page, const TlsSource* source) {
  if (source == nullptr || source->valid_until() == 0) return;
  page.Gauge("zaitaku_certificate_valid_until_timestamp_seconds",
             "When the certificate that is in use expires, in seconds since 1970",
             static_cast<double>(source->valid_until()), {{"option", source->option()}});
}

}  // namespace zaitaku
