// checks CHECK SPOOL: runs one check against the site of CCATOPS_URL and prints what came of it.
#include <iostream>
#include <sstream>

#include "ccatops.hpp"

namespace {

using ccatops::client;

std::string status_of(client& site, const std::string& id) { return site.get("/executed_obs_units/" + id)["status"].text; }

std::string block(client& site) {
    std::vector<std::string> ids;
    site.execute(1, [&](ccatops::execution& running) { ids.push_back(running.id); });
    try {
        site.execute(1, [&](ccatops::execution& running) {
            ids.push_back(running.id);
            throw std::runtime_error("broken");
        });
    } catch (const std::runtime_error&) {
    }
    site.execute(1, [&](ccatops::execution& running) {
        ids.push_back(running.id);
        running.finish("aborted");
    });
    return status_of(site, ids[0]) + " " + status_of(site, ids[1]) + " " + status_of(site, ids[2]);
}

std::string pages(client& site) {
    const auto started = site.start(1);
    std::vector<ccatops::raw_file> files;
    for (int number = 0; number < 3; ++number) files.push_back({started.id, "file " + std::to_string(number)});
    site.register_files(files);
    int count = 0;
    site.for_each("/raw_data_files?limit=2&executed_obs_unit_id=" + started.id, [&](const ccatops::json&) { return ++count > 0; });
    return std::to_string(count) + " items on pages of 2";
}

std::string many(client& site) {
    const auto started = site.start(1);
    std::vector<ccatops::raw_file> files;
    for (int number = 0; number < 10'001; ++number) files.push_back({started.id, "file " + std::to_string(number)});
    std::string text;
    for (const auto& part : site.register_files(files)) text += std::to_string(part.record["ids"].items.size()) + " ";
    text += "again";
    for (const auto& part : site.register_files(files))
        text += part.is_repetition ? " " + std::to_string(part.record["ids"].items.size()) : " twice";
    return text;
}

std::string conflict(client& site) {
    const auto started = site.start(1);
    site.finish(started.id);
    try {
        site.finish(started.id, "failed");
        return "none";
    } catch (const ccatops::problem& refusal) {
        return refusal.remedy.empty() ? "no remedy" : refusal.kind + " " + std::to_string(refusal.status);
    }
}

std::string told(const ccatops::flushed& done) {
    return std::to_string(done.delivered) + " delivered, " + std::to_string(done.refused) + " refused, " + std::to_string(done.waiting) + " waiting";
}

std::string refused(client& site, const std::string& spool) {
    {
        ccatops::options unreachable;
        unreachable.spool = spool;
        unreachable.spool_after = 0;
        client away("http://127.0.0.1:9", "token", unreachable);
        const auto started = away.start(1);
        away.finish(started.id);
        away.finish(started.id, "failed");
        away.start(2);
    }
    return told(site.flush());
}

std::string failed(client& site) {
    try {
        site.wait_until(site.start(999'999), "committed", 30);
        return "none";
    } catch (const ccatops::not_reached& reason) {
        return reason.state;
    }
}

std::string json() {
    const auto value = ccatops::json::parse(R"( {"a": [1, -2.5e3, true, null, "\u00e9\ud83d\udd2d\n\"\\"], "b": {}} )");
    const auto& text = value["a"].items.at(4).text;
    if (ccatops::json::parse(ccatops::json::quote(text)).text != text || text != "\xC3\xA9\xF0\x9F\x94\xAD\n\"\\") return text;
    for (const auto* const bad : {"", "{", "[1,]", "\"", "{\"a\" 1}", "1 2", "tru", "\"\\u12\""}) {
        try {
            ccatops::json::parse(bad);
            return std::string("accepted ") + bad;
        } catch (const std::invalid_argument&) {
        }
    }
    return value["a"].items.at(1).text == "-2.5e3" && value["c"].kind == ccatops::json::type::null ? "as it was" : "changed";
}

std::string run(const std::string& check, const std::string& spool) {
    ccatops::options options;
    if (check == "refused" || check == "flush") options.spool = spool;
    client site(std::getenv("CCATOPS_URL"), std::getenv("CCATOPS_TOKEN"), options);
    if (check == "block") return block(site);
    if (check == "pages") return pages(site);
    if (check == "many") return many(site);
    if (check == "conflict") return conflict(site);
    if (check == "refused") return refused(site, spool);
    if (check == "failed") return failed(site);
    if (check == "json") return json();
    if (check == "time") return ccatops::utc(ccatops::unix_time(1679971122.25)) + " " + ccatops::utc(ccatops::unix_time(-0.5));
    return told(site.flush());
}

}  // namespace

int main(int, char** arguments) { std::cout << run(arguments[1], arguments[2]) << std::endl; }
