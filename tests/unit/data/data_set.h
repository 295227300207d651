// A folder of data that a service is loaded with: resources in JSON lines, read from the ministry's document.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "zaitaku/type/v1/fact.pb.h"

namespace zaitaku::data {

// Lines of the document that state no fact.
struct Exclusion {
  int first_line = 0;  // From 1.
  int last_line = 0;   // Included.
  std::string verbatim;
  std::string reason;
};

// Lines of the document, both ends included.
struct LineRange {
  int first;
  int last;
};

// One kind of resource: a file of the folder, whose lines all hold it.
struct DataFile {
  std::string path;        // From the repository's root.
  std::string collection;  // What the resources' names begin with.
  const google::protobuf::Descriptor* type;
};

// What is to be in a folder.
struct DataFormat {
  std::string folder;  // From the repository's root.
  std::vector<DataFile> files;
  std::string exclusions;                         // The path of that file.
  std::vector<LineRange> lines;                   // What the folder answers for.
  std::map<std::string, std::string> references;  // The collection that a resource's field of this name refers to.
};

// What is in a folder, whatever kind of entries it holds. Checks see the resources through it.
struct DataSet {
  explicit DataSet(const DataFormat& format) : format(&format) {}
  virtual ~DataSet() = default;

  virtual std::vector<const google::protobuf::Message*> Resources() const = 0;
  virtual std::vector<google::protobuf::Message*> MutableResources() = 0;

  const DataFormat* format;
  std::vector<Exclusion> exclusions;
  std::vector<std::string> problems;  // Lines that cannot be read, as `path:line: what`.

 protected:
  DataSet(const DataSet&) = default;
};

// The resource that an entry holds; it must hold one.
const google::protobuf::Message& ResourceOf(const google::protobuf::Message& entry);
google::protobuf::Message* MutableResourceOf(google::protobuf::Message* entry);

// What every resource has.
std::string NameOf(const google::protobuf::Message& resource);
std::vector<const type::v1::FactSource*> SourcesOf(const google::protobuf::Message& resource);

// Takes out the sources of which `is_removed` is true.
void RemoveSources(const std::function<bool(const type::v1::FactSource&)>& is_removed,
                   google::protobuf::Message* resource);

// Reads one line of a file into an entry. Adds a problem and returns false if it holds none of the file's type.
bool ReadEntry(const DataFile& file, int line, const std::string& json, google::protobuf::Message* entry,
               DataSet* data);

// The lines of a file of the repository. A file that is missing or empty is a problem.
std::vector<std::string> ReadLines(const std::string& path, DataSet* data);

// Reads the file of exclusions.
void ReadExclusions(DataSet* data);

// `Entry` is one line, such as `catalog::v1::CatalogEntry`: a message with one oneof.
template <typename Entry>
struct DataSetOf : DataSet {
  using DataSet::DataSet;

  std::vector<const google::protobuf::Message*> Resources() const override {
    std::vector<const google::protobuf::Message*> resources;
    for (const Entry& entry : entries) resources.push_back(&ResourceOf(entry));
    return resources;
  }
  std::vector<google::protobuf::Message*> MutableResources() override {
    std::vector<google::protobuf::Message*> resources;
    for (Entry& entry : entries) resources.push_back(MutableResourceOf(&entry));
    return resources;
  }

  std::vector<Entry> entries;
};

// Reads the folder as it is in the repository. What cannot be read is among the problems.
template <typename Entry>
DataSetOf<Entry> ReadDataSet(const DataFormat& format) {
  DataSetOf<Entry> data(format);
  for (const DataFile& file : format.files) {
    int number = 0;
    for (const std::string& line : ReadLines(file.path, &data)) {
      Entry entry;
      if (ReadEntry(file, ++number, line, &entry, &data)) data.entries.push_back(std::move(entry));
    }
  }
  ReadExclusions(&data);
  return data;
}

}  // namespace zaitaku::data
