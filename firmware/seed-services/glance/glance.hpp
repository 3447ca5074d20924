// SPDX-License-Identifier: GPL-3.0-or-later
// The image service: Glance's v2 API on port 9292 and the catalog of images for the other services. Records
// are in the store, data under <state>/images/<id>. Made once by main; lives as long as its HTTP server.
// Image data comes spooled by the server, is hashed on a side thread and moved into place, never copied.
#pragma once

#include <filesystem>

#include <nlohmann/json_fwd.hpp>

#include "firmware/seed-services/core/parts.hpp"
#include "firmware/seed-services/core/service.hpp"
#include "oa-bridge/async/blocking.hpp"

namespace seedbed::seed {

class Glance : public ImageCatalog {
public:
    struct Parts {
        Store& store;
        TokenVerifier& tokens;
        Blocking& blocking;
        SeedOptions options;
    };
    explicit Glance(Parts parts);
    // Makes the directories, forgets uploads that a crash cut off. Errors IMAGE-DIRECTORY, STORE-IO.
    Result<> start();
    HttpHandler handler() { return router_.handler(); }
    HttpServerOptions serverOptions() const; // spooling, its gate, and the limits for image data

    Result<ImageFile> find(const std::string& idOrName) override;

private:
    void addRoutes();
    HttpResponse versions(const Call& call);
    HttpResponse listImages(const Call& call);
    HttpResponse createImage(const Call& call);
    HttpResponse showImage(const Call& call);
    HttpResponse patchImage(const Call& call);
    HttpResponse deleteImage(const Call& call);
    HttpResponse addTag(const Call& call);
    HttpResponse removeTag(const Call& call);
    HttpResponse sendFile(const Call& call);
    HttpResponse setStatus(const Call& call, const char* from, const char* to);
    asio::awaitable<HttpResponse> takeFile(Call call);

    Result<nlohmann::json> visibleImage(const Call& call); // named in the path; IMAGE-ABSENT
    Result<nlohmann::json> changeableImage(const Call& call);
    Result<> keep(const nlohmann::json& image);
    Task<nlohmann::json> activate(nlohmann::json image, std::filesystem::path upload);
    std::filesystem::path fileOf(const std::string& id) const;

    Parts parts_;
    Router router_;
};

} // namespace seedbed::seed
