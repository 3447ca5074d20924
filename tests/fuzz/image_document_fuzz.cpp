// SPDX-License-Identifier: GPL-3.0-or-later
// Any JSON as a new image or as a patch of one, and any query as the filter of a list.
#include <nlohmann/json.hpp>

#include "firmware/seed-services/glance/image_document.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    using namespace seedbed::seed;
    static const auto image = *newImage({{"name", "node"}, {"disk_format", "raw"}}, Identity());
    const auto parts = fuzz::partsOf(data, size, 2);
    const auto document = parseJson(parts[0], "input");
    const auto made = document && document->is_object() ? newImage(*document, Identity()) : image;
    const auto changed = document ? patchedImage(image, *document) : image;
    std::vector<nlohmann::json> images{made.value_or(image), changed.value_or(image)};
    HttpRequest request;
    request.target = "/v2/images?" + parts[1];
    (void)imagePage(std::move(images), request);
    return 0;
}
