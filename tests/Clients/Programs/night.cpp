// Records exposures of a night's log; see night.py, whose arguments, log and environment it has.
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <vector>

#include "ccatops.hpp"

namespace {

std::vector<std::string> split(const std::string& line, char separator) {
    std::vector<std::string> parts;
    std::istringstream input(line);
    for (std::string part; std::getline(input, part, separator);) parts.push_back(part);
    return parts;
}

ccatops::time_point parse(const std::string& text) {
    std::tm parts{};
    if (strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts) == nullptr) throw std::invalid_argument(text);
    return ccatops::unix_time(static_cast<double>(timegm(&parts)));
}

std::string id_of(const std::string& series, const char* kind, int number) {
    char text[64];
    std::snprintf(text, sizeof text, "0187260%s-0000-7000-%s-%012d", series.c_str(), kind, number);
    return text;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> given(arguments + 1, arguments + count);
    const auto &url = given.at(0), &sheet = given.at(1), &series = given.at(4), &log = given.at(5);
    const char* const pace_text = std::getenv("PACE_MS");
    const auto pace = pace_text == nullptr ? 0.0 : std::stod(pace_text) / 1000;
    ccatops::options options;
    if (given.size() > 6) options.spool = given[6];
    options.patience = 60;
    options.spool_after = 0.2;
    ccatops::client client(url, std::getenv("CCATOPS_TOKEN"), options);

    std::map<std::string, std::string> outcomes;
    std::ifstream earlier(log);
    for (std::string kind, number, outcome; earlier >> kind >> number >> outcome;) outcomes[kind + " " + number] = outcome;
    const auto call = [&](const std::string& kind, int number, const std::function<ccatops::written()>& write) {
        const auto name = kind + " " + std::to_string(number);
        if (outcomes.count(name) == 0) {
            try {
                outcomes[name] = write().state;
            } catch (const ccatops::error& error) {
                outcomes[name] = dynamic_cast<const ccatops::not_stored*>(&error) != nullptr ? "NotStored" : "Error";
                std::cerr << error.what() << std::endl;
                ccatops::detail::sleep(10 * pace);
            }
            std::ofstream(log, std::ios::app) << name + " " + outcomes[name] + "\n";
            ccatops::detail::sleep(pace);
        }
        return std::islower(static_cast<unsigned char>(outcomes[name][0])) != 0;
    };

    std::ifstream rows(sheet);
    std::string line;
    for (std::getline(rows, line); std::getline(rows, line);) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        const auto row = split(line, ',');
        const auto number = std::stoi(row.at(0));
        if (number < std::stoi(given.at(2)) || number > std::stoi(given.at(3))) continue;
        const auto start_time = parse(row.at(6));
        const auto end_time = start_time + std::chrono::microseconds(std::llround(std::stod(row.at(7)) * 1e6));
        ccatops::start_options start;
        start.id = id_of(series, "8000", number);
        start.start_time = start_time;
        start.comment = row.at(2);
        if (!call("start", number, [&] { return client.start(number % 3 + 1, start); })) continue;
        ccatops::raw_file file{start.id, row.at(12)};
        file.id = id_of(series, "9000", number);
        file.size_bytes = 33554432;
        call("file", number, [&] { return client.register_file(file); });
        call("finish", number, [&] { return client.finish(start.id, row.at(11), end_time); });
    }
}
