// Loads an index, searches it for each row of an fvecs, prints the labels found, nearest first.
// FILE l2|ip DIMENSION EF QUERIES
#include <hnswlib/hnswlib.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <vector>

int main(int, char **arguments) {
  size_t dimension = atoi(arguments[3]);
  hnswlib::L2Space l2(dimension);
  hnswlib::InnerProductSpace product(dimension);
  bool is_l2 = arguments[2][0] == 'l';
  hnswlib::SpaceInterface<float> *space = &product;
  if (is_l2) space = &l2;
  hnswlib::HierarchicalNSW<float> index(space, arguments[1]);
  index.setEf(atoi(arguments[4]));
  std::ifstream queries(arguments[5], std::ios::binary);
  std::vector<float> query(dimension);
  int length;
  while (queries.read((char *)&length, 4) && queries.read((char *)query.data(), dimension * 4)) {
    auto found = index.searchKnn(query.data(), 10);
    std::vector<size_t> labels;
    for (; !found.empty(); found.pop()) labels.push_back(found.top().second);
    for (size_t i = labels.size(); i-- > 0;) printf("%zu ", labels[i]);
    printf("\n");
  }
}
